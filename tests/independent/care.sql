-- What care was, from the files that a council and its providers hand in: packages, what happened to them, visits with
-- the times that were captured. Written from the rules in replay/README.md; nothing here knows a minute or an amount that
-- Careledger computed.
--
-- Given (ask.mjs fills them with the files known at the point of history asked for):
--   package_row, event_row, visit_row (with provider and source), rate_row    the files as they are
--   uplift(provider_id, from_date, percent_e4)                                approved changes of rates
--   known_at, on_date, report_days, punctual_minutes                          variables
-- All times lie in winter, when England's time is UTC.

-- ----------------------------------------------------------------------------------------------- packages and their plans

-- One person's care with one provider, from the start to the day before it ended or was handed back.
CREATE VIEW package AS
SELECT p.package_id, p.person_id, p.service, p.provider_id, p.lot_id, p.start::DATE AS from_date, p.plan,
       (SELECT min(e.effective_date::DATE) FROM event_row e
        WHERE e.package_id = p.package_id AND e.event IN ('ended', 'handed-back')) AS until_date
FROM package_row p
WHERE p.provider_id IS NOT NULL;

-- From the day of suspension to the day before it was resumed.
CREATE VIEW suspension AS
SELECT s.package_id, s.effective_date::DATE AS from_date,
       (SELECT min(r.effective_date::DATE) FROM event_row r
        WHERE r.package_id = s.package_id AND r.event = 'resumed' AND r.effective_date >= s.effective_date) AS until_date
FROM event_row s
WHERE s.event = 'suspended';

CREATE VIEW death AS
SELECT person_id, min(effective_date::DATE) AS died_on FROM event_row WHERE event = 'died' GROUP BY person_id;

-- Plans, each until its own end; where two hold, the one that began later counts.
CREATE VIEW plan AS
SELECT package_id, from_date, NULL::DATE AS until_date, plan FROM package
UNION ALL
SELECT package_id, effective_date::DATE, until::DATE, plan FROM event_row WHERE event = 'plan-changed';

CREATE TABLE weekday AS
SELECT * FROM (VALUES ('Mon', 1), ('Tue', 2), ('Wed', 3), ('Thu', 4), ('Fri', 5), ('Sat', 6), ('Sun', 7)) w(name, number);

-- "Mon-Fri 07:45 45; Sat,Sun 08:15 60 x2": a row for each weekday and time.
CREATE VIEW plan_slot AS
WITH part AS (
  SELECT package_id, from_date, until_date, unnest(string_split(plan, '; ')) AS text FROM plan
), slot AS (
  SELECT *, unnest(string_split(split_part(text, ' ', 1), ',')) AS days,
         split_part(text, ' ', 2) AS start_time, split_part(text, ' ', 3)::INTEGER AS minutes,
         coalesce(nullif(ltrim(split_part(text, ' ', 4), 'x'), ''), '1')::INTEGER AS carers
  FROM part
)
SELECT s.package_id, s.from_date, s.until_date, d.number AS weekday, s.start_time, s.minutes, s.carers
FROM slot s
JOIN weekday a ON a.name = split_part(s.days, '-', 1)
JOIN weekday z ON z.name = CASE WHEN contains(s.days, '-') THEN split_part(s.days, '-', 2) ELSE s.days END
JOIN weekday d ON d.number BETWEEN a.number AND z.number;

CREATE VIEW calendar AS
SELECT unnest(generate_series(DATE '2016-10-01', DATE '2017-03-01', INTERVAL 1 DAY))::DATE AS day;

-- The plan of each package on each day.
CREATE VIEW plan_of_day AS
SELECT c.day, p.package_id, max(p.from_date) AS from_date
FROM calendar c JOIN plan p ON p.from_date <= c.day AND (p.until_date IS NULL OR c.day < p.until_date)
GROUP BY c.day, p.package_id;

-- The visits that the plan of a day holds, whether or not care was suspended.
CREATE VIEW slot_of_day AS
SELECT o.day, o.package_id, o.day + s.start_time::TIME AS planned_start, s.minutes, s.carers
FROM plan_of_day o
JOIN plan_slot s ON s.package_id = o.package_id AND s.from_date = o.from_date
                AND s.weekday = isodow(o.day) AND (s.until_date IS NULL OR o.day < s.until_date);

-- What was to be delivered: while the package is in force, care is not suspended, and the person lives.
CREATE VIEW planned AS
SELECT s.*, p.provider_id, p.lot_id
FROM slot_of_day s
JOIN package p ON p.package_id = s.package_id AND p.from_date <= s.day AND (p.until_date IS NULL OR s.day < p.until_date)
LEFT JOIN death d ON d.person_id = p.person_id
WHERE (d.died_on IS NULL OR s.day <= d.died_on)
  AND NOT EXISTS (SELECT 1 FROM suspension x WHERE x.package_id = s.package_id AND x.from_date <= s.day
                                               AND (x.until_date IS NULL OR s.day < x.until_date));

-- ------------------------------------------------------------------------------------------------- visits and their carers

-- The highest sequence of a visit holds.
CREATE TABLE visit AS
SELECT provider_id, source, external_id, person_id, service, planned_start::TIMESTAMP AS planned_start,
       planned_start::TIMESTAMP::DATE AS day, status,
       carer_id, check_in::TIMESTAMP AS check_in, check_out::TIMESTAMP AS check_out, evidence,
       carer_id_2, check_in_2::TIMESTAMP AS check_in_2, check_out_2::TIMESTAMP AS check_out_2, evidence_2,
       -- Where two visits exclude each other, the one that began first stands.
       coalesce(least(check_in::TIMESTAMP, check_in_2::TIMESTAMP), planned_start::TIMESTAMP) AS began
FROM visit_row
QUALIFY row_number() OVER (PARTITION BY source, external_id ORDER BY sequence::BIGINT DESC) = 1;

CREATE TABLE attendance AS
SELECT source, external_id, carer_id, check_in, check_out, evidence FROM visit WHERE carer_id IS NOT NULL
UNION ALL
SELECT source, external_id, carer_id_2, check_in_2, check_out_2, evidence_2 FROM visit WHERE carer_id_2 IS NOT NULL;

-- Each visit with the package in force that it belongs to; without one, with the package of that provider that had begun.
CREATE TABLE matched AS
SELECT v.*, p.package_id, p.lot_id, p.package_id IS NOT NULL AS in_force, s.minutes AS slot_minutes,
       coalesce(s.carers, 1) AS slot_carers, s.minutes IS NOT NULL AS has_slot,
       EXISTS (SELECT 1 FROM package b WHERE b.person_id = v.person_id AND b.service = v.service
                                         AND b.provider_id = v.provider_id AND b.from_date <= v.day) AS had_package,
       (SELECT count(*) FROM attendance a WHERE a.source = v.source AND a.external_id = v.external_id) AS carers,
       coalesce(d.died_on < v.day, false) AS after_death,
       EXISTS (SELECT 1 FROM suspension x WHERE x.package_id = p.package_id AND x.from_date <= v.day
                                            AND (x.until_date IS NULL OR v.day < x.until_date)) AS suspended
FROM visit v
LEFT JOIN package p ON p.person_id = v.person_id AND p.service = v.service AND p.provider_id = v.provider_id
                   AND p.from_date <= v.day AND (p.until_date IS NULL OR v.day < p.until_date)
LEFT JOIN slot_of_day s ON s.package_id = p.package_id AND s.planned_start = v.planned_start
LEFT JOIN death d ON d.person_id = v.person_id;

-- Held for the order: none in force, or not then.
CREATE TABLE ordered AS
SELECT *, CASE WHEN NOT in_force AND NOT had_package THEN 'unallocated'
               WHEN NOT in_force THEN 'held'
               WHEN status = 'delivered' AND (after_death OR suspended) THEN 'held'
               ELSE 'payable' END AS order_state
FROM matched;

-- Held for another visit that began before: the same visit again,
CREATE VIEW again AS
SELECT DISTINCT b.source, b.external_id
FROM ordered a JOIN ordered b
  ON a.package_id = b.package_id AND a.planned_start = b.planned_start
 AND (a.began, a.source, a.external_id) < (b.began, b.source, b.external_id)
WHERE a.order_state = 'payable' AND b.order_state = 'payable'
  AND (a.carers + b.carers > b.slot_carers OR a.carers = 0 OR b.carers = 0
       OR EXISTS (SELECT 1 FROM attendance x JOIN attendance y USING (carer_id)
                  WHERE x.source = a.source AND x.external_id = a.external_id
                    AND y.source = b.source AND y.external_id = b.external_id));

-- or its carer was there at the time.
CREATE VIEW stay AS
SELECT v.provider_id, v.person_id, v.source, v.external_id, v.began, v.slot_carers, a.carer_id, a.check_in, a.check_out
FROM ordered v JOIN attendance a USING (source, external_id)
WHERE v.status = 'delivered' AND a.check_in < a.check_out;

CREATE VIEW carer_elsewhere AS
SELECT DISTINCT b.source, b.external_id
FROM stay a JOIN stay b
  ON a.provider_id = b.provider_id AND a.carer_id = b.carer_id
 AND (a.source, a.external_id) <> (b.source, b.external_id)
 AND a.check_in < b.check_out AND b.check_in < a.check_out
 AND (a.began, a.source, a.external_id) < (b.began, b.source, b.external_id);

CREATE TABLE assessed AS
SELECT o.*, CASE WHEN order_state <> 'payable' THEN order_state
                 WHEN EXISTS (SELECT 1 FROM again x WHERE x.source = o.source AND x.external_id = o.external_id)
                   OR EXISTS (SELECT 1 FROM carer_elsewhere x WHERE x.source = o.source AND x.external_id = o.external_id)
                 THEN 'held' ELSE 'payable' END AS state
FROM ordered o;

-- ------------------------------------------------------------------------------------------------------------------- money

-- Pounds an hour as whole £0.0001, from a date on; an uplift goes to the nearest penny.
CREATE VIEW rate AS
WITH first AS (
  SELECT service, provider_id, lot_id, day_type, "from"::DATE AS from_date,
         (rate::DECIMAL(18, 4) * 10000)::BIGINT AS rate_e4 FROM rate_row
)
SELECT * FROM first
UNION ALL
SELECT f.service, f.provider_id, f.lot_id, f.day_type, u.from_date,
       (f.rate_e4 * (1000000 + u.percent_e4) + 50000000) // 100000000 * 100
FROM first f JOIN uplift u ON u.provider_id = f.provider_id;

-- A carer at a payable delivered visit: whole minutes from check-in to check-out, x rate / 60, half up to the penny.
CREATE VIEW line AS
WITH timed AS (
  SELECT v.provider_id, v.lot_id, v.day, v.source, v.external_id, a.carer_id,
         epoch(a.check_out - a.check_in)::BIGINT // 60 AS minutes, v.service
  FROM assessed v JOIN attendance a USING (source, external_id)
  WHERE v.state = 'payable' AND v.status = 'delivered' AND a.check_in IS NOT NULL AND a.check_out IS NOT NULL
)
SELECT t.*, r.rate_e4, (2 * t.minutes * r.rate_e4 + 6000) // 12000 AS pence
FROM timed t
JOIN rate r ON r.service = t.service AND r.provider_id = t.provider_id AND r.lot_id IS NULL AND r.day_type = 'any'
           AND r.from_date = (SELECT max(x.from_date) FROM rate x
                              WHERE x.service = t.service AND x.provider_id = t.provider_id AND x.from_date <= t.day);

CREATE MACRO invoice(first_day, end_day) AS TABLE
WITH visits AS (
  SELECT provider_id, count(*) FILTER (state = 'payable' AND status = 'delivered') AS visits,
         count(*) FILTER (state = 'held') AS held_visits, count(*) FILTER (state = 'unallocated') AS unallocated_visits
  FROM assessed
  WHERE day >= first_day AND day < end_day AND day <= getvariable('on_date')
  GROUP BY provider_id
), lines AS (
  SELECT provider_id, count(*) AS lines, sum(minutes) AS payable_minutes, sum(pence) AS total_pence
  FROM line
  WHERE day >= first_day AND day < end_day AND day <= getvariable('on_date')
  GROUP BY provider_id
)
SELECT v.provider_id, v.visits, coalesce(l.lines, 0) AS lines, coalesce(l.payable_minutes, 0) AS payable_minutes,
       coalesce(l.total_pence, 0) AS total_pence, v.held_visits, v.unallocated_visits
FROM visits v LEFT JOIN lines l USING (provider_id)
ORDER BY v.provider_id;

-- -------------------------------------------------------------------------------------------------------------------- KPIs

-- By lot and provider. A slot is due once the contract's days have passed after the end of its own.
CREATE MACRO kpi(first_day, end_day) AS TABLE
WITH slots AS (
  SELECT coalesce(p.lot_id, '') AS lot_id, p.provider_id, p.minutes * p.carers AS minutes,
         (p.day + 1 + getvariable('report_days')::INTEGER)::TIMESTAMP <= getvariable('known_at')::TIMESTAMP AS due,
         EXISTS (SELECT 1 FROM assessed v WHERE v.package_id = p.package_id AND v.planned_start = p.planned_start)
           AS answered
  FROM planned p
  WHERE p.day >= first_day AND p.day < end_day AND p.day <= getvariable('on_date')
), slot_counts AS (
  SELECT lot_id, provider_id, count(*) AS planned_visits, sum(minutes) AS planned_minutes,
         count(*) FILTER (due AND NOT answered) AS unreported_visits,
         count(*) FILTER (NOT due AND NOT answered) AS awaited_visits
  FROM slots GROUP BY ALL
), first_carer AS (
  SELECT source, external_id, min(check_in) AS check_in, arg_min(evidence, check_in) AS evidence
  FROM attendance WHERE check_in IS NOT NULL GROUP BY ALL
), visits AS (
  SELECT coalesce(v.lot_id, '') AS lot_id, v.provider_id, v.status, v.has_slot AND NOT v.suspended AND NOT v.after_death AS planned,
         (SELECT coalesce(sum(epoch(a.check_out - a.check_in)::BIGINT // 60), 0) FROM attendance a
          WHERE a.source = v.source AND a.external_id = v.external_id
            AND a.check_in IS NOT NULL AND a.check_out IS NOT NULL) AS minutes,
         coalesce(f.evidence IN ('call-monitoring', 'app'), false) AS timed,
         abs(epoch(f.check_in - v.planned_start)) <= 60 * getvariable('punctual_minutes') AS punctual
  FROM assessed v LEFT JOIN first_carer f USING (source, external_id)
  WHERE v.state = 'payable' AND v.day >= first_day AND v.day < end_day AND v.day <= getvariable('on_date')
), visit_counts AS (
  SELECT lot_id, provider_id, count(*) AS recorded_visits,
         count(*) FILTER (status = 'delivered') AS delivered_visits,
         coalesce(sum(minutes) FILTER (status = 'delivered'), 0) AS delivered_minutes,
         count(*) FILTER (status = 'delivered' AND timed) AS timed_visits,
         count(*) FILTER (status = 'delivered' AND timed AND punctual) AS punctual_visits,
         count(*) FILTER (status = 'missed') AS missed_visits,
         count(*) FILTER (status = 'cancelled-in-time') AS cancelled_in_time,
         count(*) FILTER (status = 'cancelled-late') AS cancelled_late,
         count(*) FILTER (status = 'no-access') AS no_access,
         count(*) FILTER (status = 'refused') AS refused,
         count(*) FILTER (status = 'in-hospital') AS in_hospital,
         count(*) FILTER (NOT planned) AS unplanned_visits
  FROM visits GROUP BY ALL
)
SELECT lot_id, provider_id, COLUMNS(s.* EXCLUDE (lot_id, provider_id)), COLUMNS(v.* EXCLUDE (lot_id, provider_id))
FROM slot_counts s FULL JOIN visit_counts v USING (lot_id, provider_id)
ORDER BY lot_id, provider_id;
