# Three rounds of assessing packages, invented: from `careledger mobilisation readiness --output csv`. Lots of providers
# who are new are behind, those of the three largest most.
BEGIN { FS = ","; print "event,date,package_id,reason"; split("no-carers care-plan-missing handover-awaited address-unconfirmed", why, " ") }
NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
{
  package = $column["package_id"]; lot = $column["lot_id"]; n = substr(package, 2) + 0
  Assess("2016-10-10", n % 20 < 11, why[1 + n % 4])
  Assess("2016-10-24", n % 20 < 16, why[1 + n % 4])
  left = lot ~ /^L(12|13|18)$/ ? 17 : lot ~ /^L(01|02|05|11|16|17)$/ ? 19 : 20
  Assess("2016-11-03", n % 20 < left && n % 50 != 49, "no-carers")
}
# What was said last is said once.
function Assess(date, ready, reason,    said) {
  said = ready ? "ready" : "not-ready," reason
  if (last[package] == said) return
  last[package] = said
  print (ready ? "ready" : "not-ready") "," date "," package "," (ready ? "" : reason)
}
