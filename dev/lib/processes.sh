# shellcheck shell=bash
# Speaking to the person at the keyboard, and starting and stopping processes by their ids.
#
# Whatever is started stands in `started`; the EXIT trap of `stop_everything_at_exit` ends it, so that
# no way out of a script (its end, a failure, Ctrl-C, a closed terminal) leaves a process behind.

started=()

say() { printf '%s\n' "$*"; }

# Ends the script with one sentence.
fail() {
  printf 'dev/%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

stop_everything_at_exit() {
  trap stop_everything EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

# Starts a command in a session of its own: Ctrl-C then reaches this script alone, which stops
# things in order. Closes the lock (descriptor 9): what outlives a killed script must not hold it.
start() {
  setsid "$@" </dev/null 9>&- &
  started+=("$!")
}

last_started() { printf '%s' "${started[-1]}"; }

# Runs a command to its end. Not in the foreground, where bash would put off a signal until then.
run() {
  start "$@"
  finish "$(last_started)"
}

# Waits for a started process and returns its status.
finish() {
  local status=0
  wait "$1" || status=$?
  forget "$1"
  return "$status"
}

# Its id may soon be another process's, so it must not be stopped any more.
forget() {
  local gone=$1 pid kept=()
  for pid in "${started[@]}"; do
    [[ $pid == "$gone" ]] || kept+=("$pid")
  done
  started=("${kept[@]}")
}

# Asks a started process and its children to end, and insists after a minute (a database may have
# much to write).
stop() {
  local pid=$1 tenths=0
  signal TERM "$pid" || true
  while signal 0 "$pid" && ((tenths++ < 600)); do sleep 0.1; done
  signal KILL "$pid" || true
  wait "$pid" 2>/dev/null || true
  forget "$pid"
}

# The group, or the process alone in the instant before it has made its group.
signal() { kill -"$1" -- "-$2" 2>/dev/null || kill -"$1" "$2" 2>/dev/null; }

stop_everything() {
  trap '' INT TERM HUP PIPE
  set +e
  while ((${#started[@]})); do stop "$(last_started)"; done
  [[ -z ${scratch:-} ]] || rm -rf "$scratch"
}

# Whether something answers on a port of this machine.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port that nobody listens on, below the range that the system hands out to clients.
free_port() {
  local port
  for _ in {1..100}; do
    port=$((20000 + RANDOM % 10000))
    listening "$port" || { printf '%s' "$port" && return; }
  done
  fail "found no free port between 20000 and 30000"
}
