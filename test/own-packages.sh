# For the `run` of a package that is no workspace, as what it brings is large: it is installed when it is wanted, and where
# that cannot be (no network) the test is passed over.

skip() {
  echo "skipped: $1"
  exit 0
}

# Installs once for each package-lock.json; arguments are a command for what is to be done after it.
install_packages() {
  [ node_modules/.ready -nt package-lock.json ] && return
  npm ci --ignore-scripts --no-audit --no-fund || skip "The packages of $(basename "$PWD") could not be installed."
  [ $# -eq 0 ] || "$@"
  touch node_modules/.ready
}
