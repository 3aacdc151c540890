-- Asks Portico about a request: the action "portico" of haproxy.cfg. Needs HAProxy 2.6 or later.
--
-- It lets in on 200 and on nothing else. Every other answer of Portico goes to the visitor as it is. If there is none,
-- the visitor gets 500, and txn.portico stays unset, so that haproxy.cfg refuses the request in any case.

local PORTICO = "http://127.0.0.1:3000/forward-auth/caddy"

-- What Portico needs of the visitor's request, and what haproxy.cfg adds to it.
local ASKED = {
  "x-forwarded-method", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-uri", "x-forwarded-for",
  "cookie", "accept", "origin", "upgrade", "user-agent", "purpose", "sec-purpose",
  "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user", "x-requested-with",
}

-- What the application is told. Each replaces what is there under its name, also when Portico's is empty.
local TOLD = { "remote-user", "remote-email", "remote-name", "remote-groups", "portico-assertion" }

-- Headers of Portico's answer that are about its connection to HAProxy.
local OWN = { ["connection"] = true, ["content-length"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true }

-- HAProxy counts the values of a header from 0 in requests, and from 1 in what it sends.
local function values(list)
  local copy = {}
  for at = 0, #list do
    copy[#copy + 1] = list[at]
  end
  return copy
end

core.register_action("portico", { "http-req" }, function(txn)
  local sent, asked = txn.http:req_get_headers(), {}
  for _, name in ipairs(ASKED) do
    if sent[name] then
      asked[name] = values(sent[name])
    end
  end

  local answer = core.httpclient():get{ url = PORTICO, headers = asked, timeout = 10000 }
  local status = answer and answer.status or 0
  local headers = answer and answer.headers or {}

  if status == 200 then
    for _, name in ipairs(TOLD) do
      local value = headers[name] and values(headers[name])[1]
      if value == nil then
        return
      end
      txn.http:req_set_header(name, value)
    end
    txn:set_var("txn.portico", "lets in")
    return
  end

  local reply = txn:reply{ status = status >= 300 and status or 500 }
  for name, list in pairs(headers) do
    if not OWN[name] then
      for _, value in ipairs(values(list)) do
        reply:add_header(name, value)
      end
    end
  end
  if status >= 300 and answer.body then
    reply:set_body(answer.body)
  end
  txn:done(reply)
end)
