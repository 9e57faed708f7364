curl -H "X-API-Key: ct_live_your_key_here" "<your-base-url>/api-intelligence"

curl -H "X-API-Key: ct_live_your_key_here" \
  "<your-base-url>/api-intelligence?query_id=a1b2c3d4-e5f6-7890-abcd-ef1234567890"

curl -H "X-API-Key: ct_live_your_key_here" \
  "<your-base-url>/api-intelligence?query_id=a1b2c3d4-...&from=2026-03-01&to=2026-04-01&limit=10"
