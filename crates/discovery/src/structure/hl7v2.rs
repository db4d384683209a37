//! HL7 v2: kinds of messages, segments in their groups, fields and components.

use super::grow::{Grower, Within, part};
use super::{Part, PartKind, names};
use formats::hl7v2::{Message, Segment};

/// Message codes of the standard. What stands in MSH-9 otherwise is a text of the sender and is not shown.
const CODES: &str = "ACK ADR ADT BAR BPS BRP BRT BTS CCF CCI CCM CCQ CCU CQU CRM CSU DFT DOC DSR EAC EAN EAR EHC ESR ESU INR INU LSR LSU MCF MDM MFD MFK MFN MFQ MFR NMD NMQ NMR \
    OML OMN OMP OMQ OMS OMG OMD OMB OPL OPR OPU ORA ORB ORD ORF ORG ORI ORL ORM ORN ORP ORR ORS ORU ORX OSM OSQ OSR OSU OUL PEX PGL PIN PMU PPG PPP PPR PPT PPV PRR PTR QBP QCK QCN \
    QCR QRY QSB QSX QVR RAR RAS RCI RCL RDE RDR RDS RDY REF RER RGR RGV ROR RPA RPI RPL RPR RQA RQI RQP RRA RRD RRE RRG RRI RSP RTB SCN SDN SDR SIU SLN SLR SMD SQM SQR SRM SRR SSR SSU STC STI \
    SUR TBR TCR TCU UDM VXQ VXR VXU VXX";

/// Counts a message.
pub(super) fn message(grower: &mut Grower, message: &Message<'_>) {
    grower.record();
    let name = kind(message);
    let top = grower.top();
    let known = !name.starts_with("unknown");
    let Some(root) = grower.touch(top, &name, || marked(part(PartKind::Message, name.clone(), title(&name)), !known)) else { return };
    let root = Within { part: Some(root), instance: grower.instance() };
    // Where the parts of each segment stand, by its place in the message.
    let mut withins: Vec<Option<Within>> = Vec::with_capacity(message.segments.len());
    for (index, segment) in message.segments.iter().enumerate() {
        // MSH governs all and is drawn beside them: what stands under it stands under the message.
        let around = match message.parent(index) {
            None | Some(0) => Some(root),
            Some(parent) => withins.get(parent).copied().flatten(),
        };
        let at = around.and_then(|around| grower.touch(around, segment.name, || of_segment(segment.name)));
        let own = at.map(|at| Within { part: Some(at), instance: grower.instance() });
        if let Some(own) = own {
            fields(grower, own, message, segment);
        }
        withins.push(own);
    }
}

/// `ADT^A01`, of the words of the standard only.
fn kind(message: &Message<'_>) -> String {
    let Some(header) = message.segments.first() else { return "unknown message".into() };
    let of = |component| message.at(header, 9, 1, component, 1).map(|v| v.into_owned()).unwrap_or_default();
    let (code, trigger) = (of(1), of(2));
    if code.len() != 3 || !CODES.split_ascii_whitespace().any(|known| known == code) {
        return "unknown message".into();
    }
    let is_event = trigger.len() == 3 && trigger.starts_with(|c: char| c.is_ascii_uppercase()) && trigger.bytes().skip(1).all(|b| b.is_ascii_alphanumeric());
    if is_event { format!("{code}^{trigger}") } else { code }
}

fn title(name: &str) -> &'static str {
    match name.get(..3).unwrap_or("") {
        "ADT" => "Admission, discharge, transfer",
        "ORU" | "OUL" => "Observation result",
        "ORM" | "OML" | "OMG" => "Order",
        "RDE" | "RDS" | "RAS" | "OMP" => "Pharmacy",
        "SIU" => "Scheduling",
        "MDM" => "Document",
        "DFT" => "Charges",
        "BAR" => "Billing account",
        "VXU" => "Vaccination update",
        "REF" => "Referral",
        "PPR" => "Problem",
        "MFN" => "Master file",
        "ACK" => "Acknowledgment",
        _ => "",
    }
}

fn marked(mut part: Part, unknown: bool) -> Part {
    if unknown {
        part.marks.push("unknown");
    }
    part
}

fn of_segment(name: &str) -> Part {
    let local = name.starts_with('Z');
    let mut made = part(PartKind::Segment, name, names::segment(name).unwrap_or(""));
    made.relation = format!("hl7.{name}");
    if local {
        made.marks.push("local");
    }
    marked(made, !local && names::segment(name).is_none())
}

/// Counts each repetition of each field that holds anything, and its components.
fn fields(grower: &mut Grower, segment: Within, message: &Message<'_>, of: &Segment<'_>) {
    // The repetition at hand: its field and number, and where its components stand.
    let mut last: Option<(usize, usize, Option<Within>)> = None;
    let mut component = 0;
    message.leaves(of, &mut |path, _| {
        if last.is_none_or(|(field, repetition, _)| (field, repetition) != (path.field, path.repetition)) {
            let name = format!("{}-{}", of.name, path.field);
            let at = grower.touch(segment, &name, || of_field(of.name, path.field, &name));
            let own = at.map(|at| Within { part: Some(at), instance: grower.instance() });
            (last, component) = (Some((path.field, path.repetition, own)), 0);
        }
        if path.component > 0 && path.component != component {
            component = path.component;
            let name = format!("{}-{}.{component}", of.name, path.field);
            if let Some((_, _, Some(own))) = last {
                grower.touch(own, &name, || of_component(of.name, path.field, component, &name));
            }
        }
    });
}

fn of_field(segment: &str, number: usize, name: &str) -> Part {
    let title = names::field(segment, number);
    let mut made = part(PartKind::Field, name, title.unwrap_or(""));
    (made.relation, made.field) = (format!("hl7.{segment}"), name.to_string());
    marked(made, title.is_none() && names::lists_fields(segment))
}

fn of_component(segment: &str, field: usize, component: usize, name: &str) -> Part {
    let mut made = part(PartKind::Component, name, names::component(segment, field, component).unwrap_or(""));
    (made.relation, made.field) = (format!("hl7.{segment}"), name.to_string());
    made
}
