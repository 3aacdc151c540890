# Keycloak: jq -c -f keycloak.jq realm.json > people.jsonl
.users[]
| select(.email and .emailVerified)
| (first(.credentials[]? | select(.type == "password")) // null) as $credential
| {
    email,
    name: ([.firstName, .lastName] | map(select(.)) | join(" ") | if . == "" then null else . end),
    created: (if .createdTimestamp then .createdTimestamp / 1000 | floor | todate else null end),
    deactivated: (.enabled == false),
    password_hash: (
      if $credential == null then null else
        ($credential.credentialData | fromjson) as $data
        | ($credential.secretData | fromjson) as $secret
        | ($secret.salt | rtrimstr("=") | rtrimstr("=")) as $salt
        | ($secret.value | rtrimstr("=") | rtrimstr("=")) as $hash
        | if $data.algorithm == "argon2" then
            ($data.additionalParameters | map_values(first)) as $more
            | "$argon2\($more.type // "id")$v=19$m=\($more.memory),t=\($data.hashIterations),p=\($more.parallelism)$\($salt)$\($hash)"
          else
            "$\(if $data.algorithm == "pbkdf2" then "pbkdf2" else $data.algorithm end)$i=\($data.hashIterations)$\($salt)$\($hash)"
          end
      end
    )
  }
