# shellcheck shell=bash
# Two generated things are committed: .sqlx/ (what the SQL macros learned from a database, so that a
# build needs none) and api/openapi.json (so that a change of the interface shows in its diff).

refresh_generated() {
  describe_queries "$scratch/sqlx"
  rm -rf .sqlx
  [[ -z $(ls "$scratch/sqlx") ]] || cp -r "$scratch/sqlx" .sqlx
  run cargo run --quiet -p api -- openapi >"$scratch/openapi.json"
  cp "$scratch/openapi.json" api/openapi.json
}

check_sqlx() {
  describe_queries "$scratch/sqlx"
  mkdir -p "$scratch/none"
  diff -r "$scratch/sqlx" "$([[ -d .sqlx ]] && echo .sqlx || echo "$scratch/none")" ||
    fail ".sqlx is not what the queries say now: run dev/test --refresh and commit it"
}

check_openapi() {
  local api
  api=$(target_folder)/debug/api # the tests have just built it
  run "$api" openapi >"$scratch/openapi.json"
  diff api/openapi.json "$scratch/openapi.json" ||
    fail "api/openapi.json is not what the routes say now: run dev/test --refresh and commit it"
}

# Lets the macros ask a migrated database and write what they learn into a folder.
describe_queries() { # FOLDER
  local files=() i
  mkdir -p "$1"
  as_root "$scratch/sql" -e 'CREATE DATABASE gajo_schema CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
  cat migrations/sql/*.sql | as_root "$scratch/sql" gajo_schema
  mapfile -t files < <(grep -rlE '\bquery(_\w+)?!' --include='*.rs' ./*/src ./*/tests 2>/dev/null)
  ((${#files[@]})) || return 0
  # The macros run when their crate compiles, and it compiles when a file looks changed. The old
  # times are put back, so that nothing else is compiled again.
  for i in "${!files[@]}"; do
    touch -r "${files[i]}" "$scratch/time.$i"
    touch "${files[i]}"
  done
  run env SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$1" DATABASE_URL="${DATABASE_URL%/*}/gajo_schema" \
    cargo check --quiet --workspace --all-targets
  for i in "${!files[@]}"; do touch -r "$scratch/time.$i" "${files[i]}"; done
}
