# shellcheck shell=bash
# Private database servers, each in a folder of its own and on 127.0.0.1 alone.
#
# `durable` servers keep what they were told across a power cut. `throwaway` ones, for tests, show
# the same settings but never wait for the disk. The indexer follows the binlog, hence its settings.

readonly SQL_MODE=STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION

# What MariaDB and MySQL are both told.
common_flags() { # PORT
  printf '%s\n' --port="$1" --bind-address=127.0.0.1 --socket=../sql.sock --server-id=1 \
    --log-bin=binlog --binlog-row-image=FULL --binlog-row-metadata=FULL --sync-binlog=1 \
    --binlog-expire-logs-seconds=259200 --max-binlog-size=256M --innodb-flush-log-at-trx-commit=1 \
    --character-set-server=utf8mb4 --sql-mode="$SQL_MODE" --default-time-zone=+00:00 \
    --local-infile=ON --skip-name-resolve --max-connections=400 --max-allowed-packet=64M
  ((EUID != 0)) || printf '%s\n' --user=root
}

start_mariadb() { # FOLDER PORT durable|throwaway
  local folder=$1 flags
  mapfile -t flags < <(common_flags "$2")
  flags+=(--binlog-format=ROW --binlog-annotate-row-events=OFF)
  case $3 in
    durable) flags+=(--innodb-buffer-pool-size="$(buffer_pool_mib)M" --innodb-log-file-size=256M) ;;
    throwaway) flags+=(--innodb-buffer-pool-size=256M --innodb-log-file-size=64M
      --innodb-flush-method=nosync --debug-no-sync) ;;
  esac
  create_mariadb "$folder"
  start mariadbd --no-defaults --datadir="$folder/data" --pid-file="$folder/pid" \
    --log-error="$folder/error.log" "${flags[@]}" >/dev/null 2>&1
  await_sql "$folder" MariaDB
}

# Makes the data folder in one step: a half-made one is never taken for a whole one.
create_mariadb() { # FOLDER
  [[ ! -d $1/data ]] || return 0
  mkdir -p "$1"
  rm -rf "$1/data.new"
  # A relative path, because the script does not quote it; by force, because it would rather not run
  # on a machine that cannot look up its own name.
  (cd "$1" && mariadb-install-db --no-defaults --datadir=./data.new --force --skip-test-db \
    --skip-name-resolve --auth-root-authentication-method=normal --user="$(id -un)" \
    >install.log 2>&1 9>&-) ||
    fail "MariaDB could not make its data folder: $(tail -1 "$1/install.log")"
  mv "$1/data.new" "$1/data"
}

# A quarter of the memory, within reason: the compiler and the index want some too.
buffer_pool_mib() {
  local total
  total=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  ((total /= 4, total = total < 128 ? 128 : total > 4096 ? 4096 : total))
  printf '%s' "$total"
}

start_mysql() { # FOLDER PORT: always throwaway
  local folder=$1 flags
  mapfile -t flags < <(common_flags "$2")
  mkdir -p "$folder"
  mysqld --no-defaults --initialize-insecure --datadir="$folder/data" --log-error="$folder/error.log" \
    9>&- || fail "MySQL could not make its data folder: $(grep ERROR "$folder/error.log" | tail -1)"
  start mysqld --no-defaults --datadir="$folder/data" --pid-file="$folder/pid" --mysqlx=OFF \
    --log-error="$folder/error.log" --performance-schema=OFF --innodb-buffer-pool-size=256M \
    --gtid-mode=ON --enforce-gtid-consistency=ON --innodb-flush-method=nosync "${flags[@]}" \
    >/dev/null 2>&1
  await_sql "$folder" MySQL
  as_root "$folder" -e "CREATE USER root@127.0.0.1; GRANT ALL ON *.* TO root@127.0.0.1 WITH GRANT OPTION"
}

await_sql() { # FOLDER NAME
  local pid
  pid=$(last_started)
  for _ in {1..1200}; do
    ! as_root "$1" -e 'SELECT 1' >/dev/null 2>&1 || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  fail "$2 did not start: $(grep ERROR "$1/error.log" | tail -1)"
}

# The client as root. From inside the folder, since a socket's path may not exceed 107 bytes.
as_root() { # FOLDER ARGUMENTS..
  (cd "$1" && shift && "$(sql_client)" --no-defaults --user=root --socket=sql.sock "$@")
}

sql_client() { command -v mariadb || command -v mysql; }

start_redis() { # FOLDER PORT durable|throwaway
  local pid flags=(--appendonly no)
  [[ $3 == throwaway ]] || flags=(--appendonly yes --appendfsync everysec)
  mkdir -p "$1"
  # shellcheck disable=SC2016 # the inner shell expands it
  start bash -c 'cd "$0" && exec -a redis-server "$@"' "$1" "$(redis_program)" --port "$2" \
    --bind 127.0.0.1 --logfile redis.log --pidfile pid --save "" --maxmemory 512mb \
    --maxmemory-policy noeviction --daemonize no "${flags[@]}"
  pid=$(last_started)
  for _ in {1..300}; do
    ! listening "$2" || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  fail "Redis did not start: $(tail -1 "$1/redis.log")"
}
