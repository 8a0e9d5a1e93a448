# Carers as stated: lot, provider, weekly minutes required, secured, and lost to those who refused to transfer. Required is
# what the lot had at award, from `careledger mobilisation show --section hours --output csv`; the shares are those of STAFF.
# And how many people: who may transfer, a carer for 25 hours a week, who does, and who has refused.
BEGIN { FS = "," }
FILENAME == STAFF { secured[$1] = $3; out[$1] = $4; provider[$1] = $2; next }
FNR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
$column["lot_id"] in provider {
  lot = $column["lot_id"]; required = $column["at_award_minutes"]
  people = int(required / 1500); refused = int(people * out[lot] / 100)
  print lot, provider[lot], required, int(required * secured[lot] / 100), int(required * out[lot] / 100), people, \
    people - refused, refused
}
