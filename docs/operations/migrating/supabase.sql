-- Supabase: psql "$DATABASE" --tuples-only --no-align --file supabase.sql > people.jsonl
SELECT jsonb_strip_nulls(jsonb_build_object(
    'email', email,
    'name', coalesce(raw_user_meta_data->>'full_name', raw_user_meta_data->>'name'),
    'phone', CASE WHEN phone_confirmed_at IS NOT NULL THEN '+' || ltrim(phone, '+') END,
    'created', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'deactivated', coalesce(banned_until > now(), false),
    'password_hash', nullif(encrypted_password, '')
))
FROM auth.users
WHERE email IS NOT NULL AND email_confirmed_at IS NOT NULL AND deleted_at IS NULL
ORDER BY created_at;
