# Read before the blocks of a document: what a reader has, without leaving the test's folder.
# CLI, BROKER_PORT and the MILLRACE_* of the folder come from the test.
set -Eeuo pipefail
trap 'echo "failed with $?: $BASH_COMMAND" >&2' ERR
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT

# One line of a log that must come; the process that writes it must live.
wait_for_line() {
  local pid=$1 file=$2 pattern=$3
  until grep -q "$pattern" "$file"; do
    kill -0 "$pid" 2>/dev/null || { cat "$file" >&2; return 1; }
    sleep 0.1
  done
}

npm() {
  case "$*" in
    ci) ;; # done already: this very project
    start | 'start -- '*)
      shift; [ $# -eq 0 ] || shift
      # Here, not by the process that starts in its own time: the line of one that ran before would be taken for its own.
      : >server.log
      node "$CLI" open "$@" >>server.log 2>&1 &
      wait_for_line $! server.log '^millrace ready'
      PORT=$(sed -n 's/^millrace ready http.*:\([0-9]*\)$/\1/p' server.log)
      ;;
    'run kafka')
      : >broker.log
      node "$CLI" kafka --port "$BROKER_PORT" --data "$PWD/data/kafka" >>broker.log 2>&1 &
      wait_for_line $! broker.log "^kafka ready"
      ;;
    *) echo "npm $*: a document says so, and no test knows how" >&2; return 1 ;;
  esac
}

npx() {
  [ "$1" = millrace ] || { echo "npx $*: a document says so, and no test knows how" >&2; return 1; }
  shift
  node "$CLI" "$@"
}

# An answer that is an error fails the block, but where it is thrown away; a stream of events is read for a moment.
curl() {
  local arguments=("${@//:8080/:${PORT:-8080}}")
  case " $* " in
    *' -o /dev/null '*) command curl "${arguments[@]}" ;;
    *' -sN '*) command curl --fail-with-body --max-time 2 "${arguments[@]}" || [ $? -eq 28 ] ;;
    *) command curl --fail-with-body --max-time 120 "${arguments[@]}" ;;
  esac
}
