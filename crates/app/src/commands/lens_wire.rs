//! The visual form of a lens as it crosses the wire, both ways: nothing is left out and nothing is added.

use balance::{GroupForm, LensForm, LookupForm, MapForm, PartForm, SayForm, SourceForm};
use contract::{LensArchived, LensGroup, LensLookup, LensMap, LensMapRow, LensPair, LensPart, LensSay, LensSource};

pub(crate) fn form(form: &LensForm) -> contract::LensForm {
    contract::LensForm {
        name: form.name.clone(),
        timezone: form.timezone.clone(),
        parts: form.parts.iter().map(part).collect(),
        archived: form.archived.iter().map(|(from, reason)| LensArchived { from: from.clone(), reason: reason.clone() }).collect(),
        maps: form.maps.iter().map(map).collect(),
    }
}

pub(crate) fn form_of(wire: contract::LensForm) -> LensForm {
    LensForm {
        name: wire.name,
        timezone: wire.timezone,
        parts: wire.parts.into_iter().map(part_of).collect(),
        archived: wire.archived.into_iter().map(|a| (a.from, a.reason)).collect(),
        maps: wire.maps.into_iter().map(map_of).collect(),
    }
}

fn map(map: &MapForm) -> LensMap {
    let rows = map.rows.iter().map(|(from, to)| LensMapRow { from: from.clone(), to: to.clone() });
    LensMap { name: map.name.clone(), from: map.from.clone(), to: map.to.clone(), rows: rows.collect() }
}

fn map_of(wire: LensMap) -> MapForm {
    MapForm { name: wire.name, from: wire.from, to: wire.to, rows: wire.rows.into_iter().map(|r| (r.from, r.to)).collect() }
}

pub(crate) fn part(part: &PartForm) -> LensPart {
    LensPart {
        was: part.was.map(|at| at as u64),
        line: part.line,
        kind: part.kind.clone(),
        from: part.from.clone(),
        patient: part.patient.clone(),
        condition: part.condition.clone(),
        excluded: part.excluded.clone(),
        each: part.each.clone(),
        attribute: part.attribute.clone(),
        group: part.group.as_ref().map(|g| LensGroup { heads: g.heads.clone(), key: g.key.clone(), field: g.field.clone() }),
        never: part.never.clone(),
        lookups: part.lookups.iter().map(lookup).collect(),
        says: part.says.iter().map(|say| LensSay { aspect: say.aspect.clone(), sources: say.sources.iter().map(source).collect() }).collect(),
    }
}

fn part_of(wire: LensPart) -> PartForm {
    PartForm {
        was: wire.was.and_then(|at| usize::try_from(at).ok()),
        line: wire.line,
        kind: wire.kind,
        from: wire.from,
        patient: wire.patient,
        condition: wire.condition,
        excluded: wire.excluded,
        each: wire.each,
        attribute: wire.attribute,
        group: wire.group.map(|g| GroupForm { heads: g.heads, key: g.key, field: g.field }),
        never: wire.never,
        lookups: wire.lookups.into_iter().map(lookup_of).collect(),
        says: wire.says.into_iter().map(|say| SayForm { aspect: say.aspect, sources: say.sources.into_iter().map(source_of).collect() }).collect(),
    }
}

fn lookup(l: &LookupForm) -> LensLookup {
    LensLookup {
        name: l.name.clone(),
        field: l.field.clone(),
        pattern: l.pattern.clone(),
        from: l.from.clone(),
        key: l.key.clone(),
        value: l.value.clone(),
        condition: l.condition.clone(),
        all: l.all,
    }
}

fn lookup_of(wire: LensLookup) -> LookupForm {
    let LensLookup { name, field, pattern, from, key, value, condition, all } = wire;
    LookupForm { name, field, pattern, from, key, value, condition, all }
}

fn pairs(pairs: &[(String, String)]) -> Vec<LensPair> {
    pairs.iter().map(|(from, to)| LensPair { from: from.clone(), to: to.clone() }).collect()
}

fn pairs_of(wire: Vec<LensPair>) -> Vec<(String, String)> {
    wire.into_iter().map(|pair| (pair.from, pair.to)).collect()
}

fn source(s: &SourceForm) -> LensSource {
    LensSource {
        attributes: s.attributes.clone(),
        fields: s.fields.clone(),
        constant: s.constant.clone(),
        reason: s.reason.clone(),
        read_as: s.read_as.clone(),
        system: s.system.clone(),
        system_field: s.system_field.clone(),
        display: s.display.clone(),
        text: s.text.clone(),
        unit: s.unit.clone(),
        unit_field: s.unit_field.clone(),
        units: pairs(&s.units),
        used_for: s.used_for.clone(),
        use_field: s.use_field.clone(),
        format: s.format.clone(),
        values: pairs(&s.values),
        otherwise: s.otherwise.clone(),
        absent: s.absent.clone(),
        when: s.when.clone(),
        null_like: s.null_like.clone(),
        split: s.split.clone(),
        pattern: s.pattern.clone(),
        pad: s.pad,
        also: s.also,
    }
}

fn source_of(wire: LensSource) -> SourceForm {
    SourceForm {
        attributes: wire.attributes,
        fields: wire.fields,
        constant: wire.constant,
        reason: wire.reason,
        read_as: wire.read_as,
        system: wire.system,
        system_field: wire.system_field,
        display: wire.display,
        text: wire.text,
        unit: wire.unit,
        unit_field: wire.unit_field,
        units: pairs_of(wire.units),
        used_for: wire.used_for,
        use_field: wire.use_field,
        format: wire.format,
        values: pairs_of(wire.values),
        otherwise: wire.otherwise,
        absent: wire.absent,
        when: wire.when,
        null_like: wire.null_like,
        split: wire.split,
        pattern: wire.pattern,
        pad: wire.pad,
        also: wire.also,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_starter_crosses_the_wire_as_it_is() {
        let starters = [
            include_str!("../../../../assets/starters/harbor/lens.toml"),
            include_str!("../../../../assets/starters/synthea-csv/lens.toml"),
            include_str!("../../../../assets/starters/synthea-csv-2018/lens.toml"),
            include_str!("../../../../assets/starters/vista/lens.toml"),
        ];
        for text in starters {
            let known = LensForm::parse(text).unwrap();
            let wire = serde_json::to_string(&form(&known)).unwrap();
            assert_eq!(form_of(serde_json::from_str(&wire).unwrap()), known);
        }
    }
}
