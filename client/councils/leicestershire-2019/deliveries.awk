# What the council's case system delivers in a night: awk -f deliveries.awk -v SINCE=2016-11-07 -v NIGHT=2018-04-02 -v OUT=DIR \
#   shares.csv requested.csv suspended.csv held.csv, which writes DIR/people.csv, orders.csv and stays.csv.
#
# held.csv is `package list` and the two before it are `event list`: what the ledger of 2016 says. The report of 2019 has two
# figures: 1,994 people with 20,317 hours a week of home care, and 67 with 2,892 of reablement. All else is ours: who of 2016
# still has care, with which plan, who died or left and when, who came, where and with whom. Whatever the night, every life is
# the same; a delivery says of it what has come to pass by then, and leaves out orders that had ended by SINCE. Numbers decide,
# not chance, and the last plan takes what is left, so that the same bytes come out on every machine and the hours add up to
# the minute.
BEGIN {
  FS = OFS = ","
  people = 1994; hours = 20317; reablement = 67
  # Weekly minutes of carers, smallest first; two carers count twice.
  plans = split("Mon-Sun 08:00 30|Mon-Sun 08:00 30; Mon-Sun 18:00 30|Mon-Sun 08:00 45; Mon-Sun 12:30 30|" \
    "Mon-Sun 08:00 30; Mon-Sun 12:30 30; Mon-Sun 18:00 30|Mon-Sun 08:00 45; Mon-Sun 12:30 30; Mon-Sun 18:00 45|" \
    "Mon-Sun 08:00 45; Mon-Sun 12:30 30; Mon-Sun 17:00 30; Mon-Sun 20:30 30|" \
    "Mon-Sun 08:00 30 x2; Mon-Sun 12:30 30; Mon-Sun 18:00 30 x2|Mon-Sun 08:00 45 x2; Mon-Sun 12:30 30 x2; Mon-Sun 18:00 45 x2",
    plan, "|")
  split("210|420|525|630|840|945|1050|1680", minutes, "|")
  ways = split("died care-home died family-care care-home moved-away no-longer-needed", way, " ")
  print "person_id,died_on" >(OUT "/people.csv")
  print "person_id,admitted_on,discharged_on" >(OUT "/stays.csv")
  print "package_id,person_id,service,client_group,funder,waiting_in,reason,requested_on,lot_id,provider_id,provider_from," \
    "start,plan,plan_from,plan_reason,ended_on,end_reason" >(OUT "/orders.csv")
}
FNR == 1 { ++file; next }
file == 1 {
  ++lots; lot[lots] = $1; lead[lots] = $2; supplementary[lots] = $3; contingency[lots] = $4; weight[lots] = $5; weights += $5
  next
}
file == 2 { requested[substr($1, 9)] = $2; next }
file == 3 { suspended[substr($1, 9)] = $2; next }
# package_id, person_id, state, service, client_group, funder, lot_id, provider_id, from_date, weekly_minutes, plan
{
  if (!($2 in number)) number[$2] = ++held
  n = number[$2]
  row = $0; for (i = 1; i <= 10; ++i) sub(/^[^,]*,/, "", row) # A plan may have commas, and is in quotes then.
  match(row, /^("[^"]*"|[^",]*)/); row = substr(row, 1, RLENGTH)
  fate = n * 7919 % 100
  if ($6 == "chc" && fate < 30) fate += 18 # Printed are service users of the council.
  ended = fate < 30 ? "" : fate < 48 ? Day(2018, 4, 9 + n * 53 % 500) : Day(2017, 1, 2 + n * 53 % 449)
  why = ended == "" ? "" : way[1 + n % ways]
  if (why != "died" && $4 != "home-care" && ended == "") { ended = Day(2017, 1, 2 + n * 53 % 900); why = "no-longer-needed" }
  other = ""; from = ""
  if (ended == "") {
    sum += $10; ++counted
    k = 1 + n * 5 % plans
    if (n % 4 == 1 && plan[k] != row) { sum += minutes[k] - $10; other = plan[k]; from = Day(2017, 2, 6 + n * 37 % 900) }
  }
  Person($2, why == "died" ? ended : "", requested[$1])
  if ($3 == "suspended" && !($2 in stay) && SINCE < "2017") {
    stay[$2] = 1
    print $2, suspended[$1], Day(2016, 12, 12 + n % 14) >(OUT "/stays.csv")
  }
  Order($1, $2, $4, $5, $6, requested[$1], $7, $8, $9, $3 == "awarded" ? $9 : "", row, other, from, ended, why)
}
END {
  total = hours * 60
  for (i = 1; counted < people; ++i) {
    if (i % 6 == 5) { # Came after 2016, and left before the report.
      New(i, "home-care", plan[1 + i % plans], Day(2017, 1, 9 + i * 31 % 440), Day(2018, 4, 9 + i * 53 % 500), \
        way[1 + i % ways])
      continue
    }
    # Below the line that leads to the total a bigger plan is next, above it a smaller one; the last is what is left.
    k = sum * people < total * counted ? 5 + i % (plans - 4) : 1 + i % 4
    last = total - sum; each = int(last / 7 / 5) * 5
    text = ++counted < people ? plan[k] : "Mon-Sun 08:00 " each (last > 7 * each ? "; Mon 18:00 " last - 7 * each : "")
    sum += minutes[k]
    New(i, "home-care", text, i % 5 < 3 ? Day(2017, 1, 9 + i * 31 % 440) : Day(2018, 5, 7 + i * 31 % 470), "", "")
  }
  # 65 of 43 h 10 min and two of 43 h 5 min: what the report prints, which is the care of a whole working week each.
  for (last = i + reablement; i < last; ++i) {
    New(i, "reablement", last - i > 2 ? "Mon-Sun 07:30 120; Mon-Sun 12:00 120; Mon-Sun 17:00 130" \
      : "Mon-Sat 07:30 120; Sun 07:30 115; Mon-Sun 12:00 120; Mon-Sun 17:00 130", Day(2019, 7, 22 + i % 35), "", "")
  }
}
# Who came after 2016: in the lot whose turn it is by its weight; most with its lead, some who came after the tiers with others.
function New(i, service, what, start, ended, why,    at, l, who, id) {
  at = (i * 7919) % weights
  for (l = 1; at >= weight[l]; ++l) at -= weight[l]
  who = start < "2018-05" ? lead[l] : i % 4 == 3 ? supplementary[l] : i % 30 == 8 ? contingency[l] : lead[l]
  id = sprintf("1%04d", i)
  Person("P" id, why == "died" ? ended : "", start)
  Order("K" id, "P" id, service, i % 4 == 0 ? "physical-disability" : "older-people", "council", start, lot[l], who, start, \
    start, what, "", "", ended, why)
}
# A life's last care is the day before `ended`.
function Person(id, ended, since) {
  if (since >= NIGHT || (ended != "" && ended <= SINCE) || id in said) return
  said[id] = 1
  print id, ended != "" && ended <= NIGHT ? Before(ended) : "" >(OUT "/people.csv")
}
function Order(id, person, service, group, funder, asked, where, who, since, start, what, other, from, ended, why) {
  if (since >= NIGHT || (ended != "" && ended <= SINCE)) return
  if (from == "" || from >= NIGHT) { other = what; from = "" }
  if (ended > NIGHT) ended = why = ""
  print id, person, service, group, funder, "community", "existing", asked, where, who, since, start, other, from, \
    from == "" ? "" : "review", ended, why >(OUT "/orders.csv")
}
# The date that is day `d` of the month, or as many days after its last as that is more.
function Day(y, m, d,    length_) {
  for (;; d -= length_) {
    length_ = m == 2 ? 28 + (y % 4 == 0) : 30 + (m + int(m / 8)) % 2
    if (d <= length_) return sprintf("%d-%02d-%02d", y, m, d)
    if (++m > 12) { m = 1; ++y }
  }
}
function Before(date,    y, m, d) {
  y = substr(date, 1, 4) + 0; m = substr(date, 6, 2) + 0; d = substr(date, 9, 2) - 1
  if (d > 0) return Day(y, m, d)
  return m == 1 ? (y - 1) "-12-31" : Day(y, m - 1, m == 3 ? 28 + (y % 4 == 0) : 30 + (m - 1 + int((m - 1) / 8)) % 2)
}
