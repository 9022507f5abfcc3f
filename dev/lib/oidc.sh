# shellcheck shell=bash
# Providers for the tests that sign in the whole way: one that we did not write, so that we do not
# only agree with ourselves, and our sandbox, which must pass for one.

export GAJO_TEST_OIDC_CLIENT_ID=gajo GAJO_TEST_OIDC_CLIENT_SECRET=a-secret-of-this-run

# Where the service under test has people sent back to; nobody need listen there.
readonly OIDC_REDIRECT=http://127.0.0.1:8080/login/oauth2/code/google

require_node() {
  has node && has npm || fail "node and npm are missing: install Node.js 20 or later"
}

test_sign_in_elsewhere() {
  local port
  port=$(free_port)
  run npm ci --prefix dev/oidc --ignore-scripts --no-audit --no-fund --silent
  start env PORT="$port" CLIENT_ID="$GAJO_TEST_OIDC_CLIENT_ID" REDIRECT="$OIDC_REDIRECT" \
    CLIENT_SECRET="$GAJO_TEST_OIDC_CLIENT_SECRET" node dev/oidc/provider.mjs >"$scratch/oidc.log" 2>&1
  await_provider "$port" "$scratch/oidc.log"
  test_sign_in_at "http://127.0.0.1:$port"
}

test_sign_in_at_sandbox() {
  local port
  port=$(free_port)
  run cargo build --quiet -p sandbox "${locked[@]}"
  start "$(target_folder)/debug/gajo-sandbox" --listen "127.0.0.1:$port" --smtp-listen 127.0.0.1:0 \
    --redirects "$OIDC_REDIRECT" --client-id "$GAJO_TEST_OIDC_CLIENT_ID" --client-secret "$GAJO_TEST_OIDC_CLIENT_SECRET" \
    >"$scratch/sandbox.log" 2>&1
  await_provider "$port" "$scratch/sandbox.log"
  test_sign_in_at "http://127.0.0.1:$port/google"
}

await_provider() { # PORT LOG
  local pid
  pid=$(last_started)
  for _ in {1..300}; do
    ! listening "$1" || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  fail "the provider did not start: $(tail -1 "$2")"
}

test_sign_in_at() { # ISSUER
  export GAJO_TEST_OIDC_ISSUER=$1
  # shellcheck disable=SC2016 # the inner shell expands it
  run bash -c 'set -o pipefail; "$@" 2>&1 | tee "$0"' "$scratch/tests.log" \
    cargo nextest run -p api "${locked[@]}" --run-ignored only -E 'test(sign_in::elsewhere)'
}
