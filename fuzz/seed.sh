#!/usr/bin/env bash
# Fills corpus/ with what the project already has: the golden cases, the samples beside the readers of binary formats, the
# lenses of the starters, and for the other formats the smallest file that opens as one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# A file as a seed of a target, and of detection.
put() {
  local target=$1 file=$2
  local name
  name=$(printf '%s' "${file#../}" | tr '/' '-')
  mkdir -p "corpus/$target" corpus/detect
  cp "$file" "corpus/$target/$name"
  cp "$file" "corpus/detect/$target-$name"
}

# Standard input as a seed.
make() {
  local target=$1 name=$2
  mkdir -p "corpus/$target" corpus/detect
  cat > "corpus/$target/$name"
  cp "corpus/$target/$name" "corpus/detect/$target-$name"
}

for file in ../tests/golden/*/*/in.*; do
  folder=$(basename "$(dirname "$(dirname "$file")")")
  case "$folder/$file" in
    fhir/*.ndjson) put fhir_ndjson "$file" ;;
    fhir/*.xml) put fhir_xml "$file" ;;
    fhir/*) put fhir_json "$file"; put json_tree "$file" ;;
    json-table/*) put json "$file"; put json_tree "$file" ;;
    *) put "${folder//-/_}" "$file" ;;
  esac
done
for file in ../crates/formats/src/parquet_table/*.b64; do base64 -d "$file" | make parquet "$(basename "$file" .b64)"; done
for file in ../crates/formats/src/sqlite/*.b64; do base64 -d "$file" | make sqlite "$(basename "$file" .b64)"; done
for file in ../assets/sample-hospital/export/scans/*.pdf; do put pdf "$file"; done
for file in ../assets/starters/*/lens.toml; do put lens "$file"; done
grep -ho 'where = ".*"' ../assets/starters/*/lens.toml | sed 's/^where = "//; s/"$//' | sort -u | {
  number=0
  while IFS= read -r condition; do
    number=$((number + 1))
    printf '%s' "$condition" | make lens "where-$number"
  done
}

make terminology table <<< $'system,code,display\nSNOMED CT,84489001,"Mold, inhaled"\n'
make terminology rf2 <<< $'id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n1\t20020131\t1\t9\t84489001\ten\t900000000000003001\tMold (organism)\t9\n'
make terminology rrf <<< '314076|ENG||||||1|||314076|RXNORM|SCD|314076|lisinopril 10 MG Oral Tablet||N||'
make terminology icd10 <<< $'A000    Cholera\nI10     Essential hypertension\n'
make terminology order <<< '00002 A000    1 Cholera due to V                                             Cholera due to Vibrio cholerae'
make terminology cvx <<< '54        |adenovirus, type 4|adenovirus vaccine, type 4||Inactive|False|2010/05/28'
make dataset rows <<< '<dataset><patient patient_id="7" name="A &amp; B"/><obs obs_id="1"></obs></dataset>'
printf '\x03\x7c\x06\x1e\x01\x00\x00\x00\x41\x00\x04\x00%020dMRN\x00\x00\x00\x00\x00\x00\x00\x00C\x00\x00\x00\x00\x03\x00%014d\r*abc\x1a' 0 0 | tr '0' '\0' | make dbase deleted
make fhir_xml patient <<< '<Patient xmlns="http://hl7.org/fhir"><id value="7"/><name><given value="Ann"/></name><active value="true"/></Patient>'
printf '14.0\n2\n1 SQLTINYINT 0 1 "" 1 id ""\n2 SQLCHAR 2 20 "" 2 name ""\n--\n\x07\x03\x00Roe\x08\xff\xff' | make bcp native
make report sections <<< $'PATIENT REPORT\n\n--------- ALLERGIES ---------\n\nAllergy Name:  Latex\nDate:  2020\n\nReactions\n---------\nType:  rash   Onset:  1\n'
make docx document.xml <<< '<w:document><w:body><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Seen &lt;today</w:t><w:br w:type="page"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc/></w:tr></w:tbl></w:body></w:document>'
make workbook content.xml <<< '<office:document-content><table:table table:name="S"><table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>When<text:s text:c="2"/></text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1.5"/><table:table-cell table:number-columns-repeated="2" office:value-type="date" office:date-value="2020-01-02T00:00:00"/></table:table-row></table:table></office:document-content>'
printf 'GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b' | make image gif
printf '\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x02\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07tIME\x07\xe4\x01\x02\x03\x04\x05\x00\x00\x00\x00\x00\x00\x00\x00IEND\x00\x00\x00\x00' | make image png
printf '\xff\xd8\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x32\x01\x02\x00\x02\x00\x00\x00a\x00\x00\x00\x00\x00\x00\x00\xff\xc0\x00\x0b\x08\x00\x02\x00\x01\x01\x01\x11\x00\xff\xd9' | make image jpeg
printf 'II*\x00\x08\x00\x00\x00\x02\x00\x00\x01\x03\x00\x01\x00\x00\x00\x05\x00\x00\x00\x01\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00' | make image tiff
printf 'BM\x1a\x00\x00\x00\x00\x00\x00\x00\x1a\x00\x00\x00\x28\x00\x00\x00\x01\x00\x00\x00\xff\xff\xff\xff' | make image bmp
{ head -c 128 /dev/zero; printf 'DICM\x02\x00\x10\x00UI\x14\x001.2.840.10008.1.2.1\x00\x10\x00\x10\x00PN\x08\x00Roe^Jane\x40\x00\x30\xa7SQ\x00\x00\x10\x00\x00\x00\xfe\xff\x00\xe0\x08\x00\x00\x00\x40\x00\x60\xa1UT\x00\x00'; } | make dicom header
case_folder=../tests/golden/csv/quotes
tar -cf - --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$case_folder" in.csv issues.txt | make archive members.tar
gzip -nc "$case_folder/in.csv" | make archive in.csv.gz
xz -c "$case_folder/in.csv" | make archive in.csv.xz
# A stored ZIP of one empty member, header by header.
printf 'PK\x03\x04\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00aPK\x01\x02\x0a\x00\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00aPK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00\x2f\x00\x00\x00\x1f\x00\x00\x00\x00\x00' | make archive empty.zip

for folder in corpus/*/; do printf '%5d %s\n' "$(find "$folder" -type f | wc -l)" "$(basename "$folder")"; done
