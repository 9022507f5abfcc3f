# shellcheck shell=bash
# What must be on the machine: a compiler, MariaDB's and Redis' programs.
#
# From apt come `mariadb-server-core`, `mariadb-client-core` and `redis-tools`. None of them has a
# service: Debian's and Ubuntu's redis-tools hold the whole server as `redis-check-rdb` (it acts by
# the name it is called by), while the package redis-server adds the service that nobody wants here.

# rustup's and the administrator's programs are often missing from a user's PATH.
PATH=$PATH:${HOME:-}/.cargo/bin:/usr/local/sbin:/usr/sbin:/sbin

require_compiler() {
  has cargo || fail "Rust is missing: install it from https://rustup.rs and run this again"
  has cc || fail "a C compiler is missing: install gcc (Debian, Ubuntu: apt-get install gcc libc6-dev)"
}

# Where cargo puts what it builds.
target_folder() {
  cargo metadata --format-version 1 --no-deps --offline | sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
}

has() { command -v "$1" >/dev/null; }

# The program that is the Redis server; it must be called by the name redis-server.
redis_program() { command -v redis-server || command -v redis-check-rdb; }

has_mariadb() { has mariadbd && has mariadb && has mariadb-install-db; }

require_mariadb() { has_mariadb || apt_install mariadb-server-core mariadb-client-core; }

require_redis() { redis_program >/dev/null || apt_install redis-tools; }

apt_install() { # PACKAGE..
  local log as_root=()
  has apt-get || fail "install MariaDB 10.6 or later (server and client) and Redis 6 or later, or set" \
    "GAJO_MYSQL_URL and GAJO_REDIS_URL to servers you have"
  if ((EUID != 0)); then
    has sudo || fail "as root, install what is missing: apt-get install --no-install-recommends $*"
    as_root=(sudo)
  fi
  say "Installing with apt${as_root:+ (through sudo)}: $* (programs only, no service is started)."
  log=$(mktemp)
  "${as_root[@]}" apt-get -q update </dev/null >"$log" 2>&1 || true # the install says what is wrong
  # --no-remove: rather fail than replace a MySQL that somebody uses.
  # shellcheck disable=SC2046 # one word for each package
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get -qy -o DPkg::Lock::Timeout=60 install --no-install-recommends --no-remove \
    $(apt_names "$@") </dev/null >>"$log" 2>&1 ||
    fail "apt could not install $* (is there a network?): $(grep '^E:' "$log" | tail -1) (log: $log)"
  rm -f "$log"
}

# The packages under the names this release has: Ubuntu 22.04 writes MariaDB's version into them.
apt_names() {
  local package
  for package in "$@"; do
    if ! apt-cache show "$package" && apt-cache show "$package-10.6"; then package+=-10.6; fi >/dev/null 2>&1
    printf '%s ' "$package"
  done
}
