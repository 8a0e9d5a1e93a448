# Reviews that were done: the people of `careledger mobilisation reviews --output csv`, in that order, spread over the days
# of the file DAYS.
BEGIN { FS = ","; days = 0; while ((getline day[days] < DAYS) > 0) ++days; print "event,date,person_id" }
NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
{ person[people++] = $column["person_id"] }
END { for (i = 0; i < people; ++i) print "review-completed," day[int(i * days / people)] "," person[i] }
