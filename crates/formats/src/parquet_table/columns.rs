//! Columns of a Parquet schema: their names with the places of lists, and what their values mean.

use super::Meaning;
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

/// Groups in groups that names are made for.
const DEPTH_MAX: usize = 64;

/// One leaf of the schema.
pub(super) struct Column {
    /// Steps of its name, and whether each is a list.
    steps: Vec<(String, bool)>,
    /// Level at which a value is there.
    pub defined: i16,
    pub meaning: Meaning,
}

impl Column {
    pub(super) fn is_listed(&self) -> bool {
        self.lists() > 0
    }

    /// Lists on the way to the value.
    pub(super) fn lists(&self) -> usize {
        self.steps.iter().filter(|(_, list)| *list).count()
    }

    /// `lines[2].code` of the places in its lists.
    pub(super) fn label(&self, places: &[u32]) -> String {
        let mut label = String::new();
        let mut places = places.iter();
        for (name, list) in &self.steps {
            if !name.is_empty() && !label.is_empty() {
                label.push('.');
            }
            label.push_str(name);
            if *list {
                label.push_str(&format!("[{}]", places.next().unwrap_or(&1)));
            }
        }
        label
    }
}

/// The leaves in the order of the file.
pub(super) fn columns(schema: &SchemaDescriptor) -> Vec<Column> {
    let mut named = Vec::new();
    for field in schema.root_schema().get_fields() {
        visit(field, true, &mut Vec::new(), &mut named);
    }
    let whole = named.len() == schema.num_columns();
    let mut columns: Vec<Column> = Vec::new();
    for (index, leaf) in schema.columns().iter().enumerate() {
        let lists = usize::try_from(leaf.max_rep_level()).unwrap_or(0);
        // A schema that is nested out of all reason keeps its own paths.
        let plain = || leaf.path().parts().iter().enumerate().map(|(i, name)| (name.clone(), i < lists)).collect();
        let steps: Vec<(String, bool)> = named.get(index).filter(|s| whole && s.iter().filter(|(_, list)| *list).count() == lists).cloned().unwrap_or_else(plain);
        columns.push(Column { steps, defined: leaf.max_def_level(), meaning: Meaning::of(leaf) });
    }
    unique(&mut columns);
    columns
}

/// Names are never empty and never twice.
fn unique(columns: &mut [Column]) {
    let mut seen = std::collections::HashSet::new();
    for (index, column) in columns.iter_mut().enumerate() {
        if column.label(&[]).is_empty() || !seen.insert(column.label(&[])) {
            column.steps.push((format!("column_{}", index + 1), false));
            seen.insert(column.label(&[]));
        }
    }
}

/// The repeated group or value inside a list or map.
fn inside(node: &Type) -> Option<&Type> {
    let info = node.get_basic_info();
    let list = matches!(info.logical_type_ref(), Some(LogicalType::List | LogicalType::Map)) || matches!(info.converted_type(), ConvertedType::LIST | ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE);
    match node {
        Type::GroupType { fields, .. } if list => match fields.as_slice() {
            [inner] if is_repeated(inner) => Some(&**inner),
            _ => None,
        },
        _ => None,
    }
}

fn is_repeated(node: &Type) -> bool {
    node.get_basic_info().has_repetition() && node.get_basic_info().repetition() == Repetition::REPEATED
}

/// Steps of every leaf below a node. An unnamed node is the element of a list, which has the list's name.
fn visit(node: &Type, named: bool, steps: &mut Vec<(String, bool)>, out: &mut Vec<Vec<(String, bool)>>) {
    if steps.len() >= DEPTH_MAX {
        return;
    }
    let name = if named { node.name().to_string() } else { String::new() };
    let inner = inside(node);
    steps.push((name, inner.is_some() || is_repeated(node)));
    match inner.unwrap_or(node) {
        Type::PrimitiveType { .. } => out.push(steps.clone()),
        Type::GroupType { fields, .. } => {
            let element = inner.is_some() && fields.len() == 1;
            for field in fields {
                visit(field, !element, steps, out);
            }
        }
    }
    steps.pop();
}

impl Meaning {
    fn of(leaf: &ColumnDescriptor) -> Self {
        let digits = |unit: TimeUnit| match unit {
            TimeUnit::MILLIS => 3,
            TimeUnit::MICROS => 6,
            TimeUnit::NANOS => 9,
        };
        match leaf.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => return Self::Text,
            Some(LogicalType::Decimal(decimal)) => return Self::Decimal(decimal.scale),
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Time(time)) => return Self::Time(digits(time.unit)),
            Some(LogicalType::Timestamp(time)) => return Self::Timestamp { digits: digits(time.unit), utc: time.is_adjusted_to_u_t_c },
            Some(LogicalType::Integer(integer)) if !integer.is_signed => return Self::Unsigned,
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Float16) => return Self::Half,
            _ => {}
        }
        match leaf.converted_type() {
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Self::Text,
            ConvertedType::DECIMAL => Self::Decimal(leaf.type_scale()),
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIME_MILLIS => Self::Time(3),
            ConvertedType::TIME_MICROS => Self::Time(6),
            ConvertedType::TIMESTAMP_MILLIS => Self::Timestamp { digits: 3, utc: true },
            ConvertedType::TIMESTAMP_MICROS => Self::Timestamp { digits: 6, utc: true },
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => Self::Unsigned,
            _ => Self::Plain,
        }
    }
}
