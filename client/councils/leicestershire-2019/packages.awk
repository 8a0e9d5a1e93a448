# Makes packages.csv: awk -f packages.awk -v SHARES=shares.csv >packages.csv
#
# Two figures of the report are its own: 1,994 people with 20,317 hours a week of home care, and 67 people with 2,892 of
# reablement. Everything else here is ours: who has which plan, in which lot, since when, and with which provider. The plans
# follow one another in a fixed order and the last one of home care takes what is left, so that the same bytes come out on
# every machine and the hours add up to the minute.
BEGIN {
  FS = OFS = ","
  while ((getline line < SHARES) > 0) {
    split(line, cell, ",")
    if (cell[1] == "lot_id") continue
    lots++
    lot[lots] = cell[1]; lead[lots] = cell[2]; supplementary[lots] = cell[3]; contingency[lots] = cell[4]
    weight[lots] = cell[5]; weights += cell[5]
  }
  print "package_id", "person_id", "service", "client_group", "funder", "waiting_in", "reason", "lot_id", "provider_id", \
    "requested_on", "start", "plan", "lives_in_lot"

  # Weekly minutes of carers, smallest first; two carers count twice.
  plans = split("Mon-Sun 08:00 30|Mon-Sun 08:00 30; Mon-Sun 18:00 30|Mon-Sun 08:00 45; Mon-Sun 12:30 30|" \
    "Mon-Sun 08:00 30; Mon-Sun 12:30 30; Mon-Sun 18:00 30|Mon-Sun 08:00 45; Mon-Sun 12:30 30; Mon-Sun 18:00 45|" \
    "Mon-Sun 08:00 45; Mon-Sun 12:30 30; Mon-Sun 17:00 30; Mon-Sun 20:30 30|" \
    "Mon-Sun 08:00 30 x2; Mon-Sun 12:30 30; Mon-Sun 18:00 30 x2|Mon-Sun 08:00 45 x2; Mon-Sun 12:30 30 x2; Mon-Sun 18:00 45 x2",
    plan, "|")
  split("210|420|525|630|840|945|1050|1680", minutes, "|")
  people = 1994; total = 20317 * 60; sum = 0
  for (i = 1; i < people; ++i) {
    # Below the line that leads to the total a bigger plan is next, above it a smaller one.
    behind = sum * people < total * (i - 1)
    k = behind ? 5 + i % (plans - 4) : 1 + i % 4
    sum += minutes[k]
    Row(i, "home-care", plan[k])
  }
  left = total - sum
  each = int(left / 7 / 5) * 5
  Row(people, "home-care", "Mon-Sun 08:00 " each (left > 7 * each ? "; Mon 18:00 " left - 7 * each : ""))

  # 65 of 43 h 10 min and two of 43 h 5 min: what the report prints, which is the care of a whole working week each.
  for (i = 1; i <= 67; ++i) {
    Row(people + i, "reablement", i <= 65 ? "Mon-Sun 07:30 120; Mon-Sun 12:00 120; Mon-Sun 17:00 130" \
      : "Mon-Sat 07:30 120; Sun 07:30 115; Mon-Sun 12:00 120; Mon-Sun 17:00 130")
  }
}
# Person i, in the lot whose turn it is by its weight; most with its lead, some with the others.
function Row(i, service, plan,    at, l, who, year, month) {
  at = (i * 7919) % weights
  for (l = 1; at >= weight[l]; ++l) at -= weight[l]
  who = i % 10 == 3 ? supplementary[l] : i % 25 == 7 ? contingency[l] : lead[l]
  year = service == "reablement" ? 2019 : 2017 + i % 2
  month = service == "reablement" ? "07" : sprintf("%02d", 1 + i % 12)
  if (who != lead[l]) { year = 2018; month = sprintf("%02d", 5 + i % 8) }
  printf "P%04d,N%04d,%s,%s,council,community,existing,%s,%s,%d-%s-01,%d-%s-15,%s,\n", i, i, service, \
    i % 4 == 0 ? "physical-disability" : "older-people", lot[l], who, year, month, year, month, plan
}
