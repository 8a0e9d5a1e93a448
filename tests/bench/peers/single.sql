\set n random(1, 1000000000)
SELECT message_store.write_message(gen_random_uuid()::varchar, 'package-' || :n, 'PackageRequested',
  jsonb_build_object('packageId', 'B' || :n, 'personId', 'Q' || :n, 'service', 'home-care', 'clientGroup', 'older-people',
    'funder', 'council', 'waitingIn', 'community', 'reason', 'new', 'contractId', 'homecare', 'lotId', 'L01',
    'plan', 'Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2', 'effectiveDate', '2010-01-04'),
  '{"actor": "careledger://benchshire/broker/broker-1", "requestId": "B100000-request"}'::jsonb);
