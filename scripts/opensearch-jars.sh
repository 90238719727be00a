#!/bin/sh
# opensearch-jars.sh FOLDER: the OpenSearch server's jars from Maven Central, for the cluster's tests. Nothing where they are.
set -eu
folder=$1
pom=tests/support/opensearch/pom.xml
[ "$(cat "$folder/made-from" 2>/dev/null)" = "$(sha256sum <"$pom")" ] && exit 0
command -v mvn >/dev/null || {
    echo "The cluster's tests need Maven: apt-get install maven" >&2
    exit 1
}
echo "Fetching the OpenSearch server (118 jars, 71 MB)" >&2
rm -rf "$folder"
mkdir -p "$folder"
mvn -q -B -f "$pom" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$(cd "$folder" && pwd)/lib" >&2
sha256sum <"$pom" >"$folder/made-from"
