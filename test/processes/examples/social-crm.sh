curl https://api.socialcrm.org/v1/posts \
  -H "Authorization: Bearer sk_live_..."

curl -X POST https://api.socialcrm.org/v1/posts \
  -H "Authorization: Bearer sk_live_..." \
  -H "Content-Type: application/json" \
  -d '{"body":"Launch day is here.","account_ids":["acct_1"]}'

curl -X POST https://api.socialcrm.org/v1/ai/rewrite \
  -H "Authorization: Bearer sk_live_..." \
  -H "Content-Type: application/json" \
  -d '{"text":"buy now","tone":"friendly"}'
