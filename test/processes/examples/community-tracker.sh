curl -H "X-API-Key: ct_live_abc123..." "<your-base-url>/api-posts?keyword=AI+tools"

curl -H "X-API-Key: ct_live_your_key_here" \
  "<your-base-url>/api-posts?keyword=AI+tools&source=reddit&min_score=7&from=2026-03-28&limit=20"
