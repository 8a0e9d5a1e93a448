# When reviews fall due, half a year after the care that a person has began: from `careledger package list --output csv`.
BEGIN { FS = ","; print "event,date,person_id,due" }
NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
{
  person = $column["person_id"]; from = $column["from_date"]
  if (from == "" || seen[person]++) next
  year = substr(from, 1, 4) + 0; month = substr(from, 6, 2) + 6; day = substr(from, 9, 2) + 0
  if (month > 12) { ++year; month -= 12 }
  printf "review-scheduled,2016-02-01,%s,%04d-%02d-%02d\n", person, year, month, (day > 28 ? 28 : day)
}
