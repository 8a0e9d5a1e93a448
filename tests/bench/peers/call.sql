\set n random(1, 1000000000)
SELECT message_store.write_message(gen_random_uuid()::varchar, 'visits-R' || (:n % 20) || '.2010-01', 'VisitRecorded',
  jsonb_build_object('source', 'ecm-R001', 'externalId', (:n)::varchar, 'sequence', 1, 'personId', 'P00404',
    'service', 'home-care', 'plannedStart', '2010-01-04T07:00', 'plannedMinutes', 60, 'status', 'delivered',
    'attendances', '[{"carerId": "C0036", "checkIn": "2010-01-04T07:17:28", "checkOut": "2010-01-04T08:21:59",
      "evidence": "call-monitoring"}]'::jsonb),
  '{"actor": "careledger://benchshire/feed/R001/feed-R001", "requestId": "visits-R001-2010-01-04.csv.0"}'::jsonb);
