# Firebase: jq -c --arg key KEY --arg separator SEPARATOR --arg rounds 8 --arg memory 14 -f firebase.jq users.json > people.jsonl
.users[]
| select(.email and .emailVerified)
| {
    email,
    name: .displayName,
    phone: .phoneNumber,
    created: (if .createdAt then .createdAt | tonumber / 1000 | floor | todate else null end),
    deactivated: (.disabled == true),
    password_hash: (
      if .passwordHash then
        "$fbscrypt$v=1,n=\($memory),r=\($rounds),p=1,ss=\($separator),sk=\($key)$\(.salt)$\(.passwordHash)"
      else null end
    )
  }
