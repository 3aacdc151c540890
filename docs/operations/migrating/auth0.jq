# Auth0: jq -c -f auth0.jq users.ndjson > people.jsonl
select(.email and .email_verified != false)
| { email, name, created: (if .created_at then .created_at | sub("\\.[0-9]+Z$"; "Z") else null end), password_hash: .passwordHash }
