# Sourced by the `run` script of a test package outside the workspaces. Its large dependencies are installed on first use; if
# that fails (no network), the test is skipped.

skip() {
  echo "skipped: $1"
  exit 0
}

# Installs the packages once for each package-lock.json, then runs the command in its arguments.
install_packages() {
  [ node_modules/.ready -nt package-lock.json ] && return
  npm ci --ignore-scripts --no-audit --no-fund || skip "The packages of $(basename "$PWD") could not be installed."
  [ $# -eq 0 ] || "$@"
  touch node_modules/.ready
}
