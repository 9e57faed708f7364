import requests

BASE_URL = "<your-base-url>"  # Your CommunityTracker API base URL
API_KEY = "ct_live_your_key_here"

HEADERS = {"X-API-Key": API_KEY}


def get_posts(keyword, source=None, min_score=None, limit=50):
    """Fetch community posts for a keyword."""
    params = {"keyword": keyword, "limit": limit}
    if source:
        params["source"] = source
    if min_score is not None:
        params["min_score"] = min_score

    resp = requests.get(f"{BASE_URL}/api-posts", headers=HEADERS, params=params)
    resp.raise_for_status()

    # Check rate limits
    remaining = resp.headers.get("X-RateLimit-Remaining")
    print(f"Requests remaining today: {remaining}")

    return resp.json()


def get_sov(query_id, from_date=None, to_date=None):
    """Fetch SOV snapshots for an intelligence query."""
    params = {"query_id": query_id}
    if from_date:
        params["from"] = from_date
    if to_date:
        params["to"] = to_date

    resp = requests.get(f"{BASE_URL}/api-intelligence", headers=HEADERS, params=params)
    resp.raise_for_status()
    return resp.json()


def list_queries():
    """List your active intelligence queries and their IDs."""
    resp = requests.get(f"{BASE_URL}/api-intelligence", headers=HEADERS)
    return resp.json().get("queries", [])


# Usage
posts = get_posts("AI tools", source="reddit", min_score=7)
for post in posts["data"]:
    print(f'[{post["ai_score"]}] {post["title"]} -- {post["url"]}')

queries = list_queries()
if queries:
    sov = get_sov(queries[0]["id"])
    print(sov["data"]["ai_summary"])
