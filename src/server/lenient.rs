//! Parameters that are nearly right, made right before they are read: one number out of range would cost a whole edit, and every edit after it.

use serde_json::Value;

use super::uri;

/// Mends numbers of positions, and URIs with characters that belong escaped.
pub(super) fn mend(value: &mut Value) {
    match value {
        Value::Object(entries) => entries.iter_mut().for_each(|(key, value)| mend_entry(key, value)),
        Value::Array(values) => values.iter_mut().for_each(mend),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn mend_entry(key: &str, value: &mut Value) {
    match (key, &mut *value) {
        ("line" | "character", Value::Number(number)) => {
            let is_known = number.as_u64().is_some_and(|number| u32::try_from(number).is_ok());
            if !is_known {
                let is_below = number.as_f64().is_some_and(|number| number < 0.0);
                *value = Value::from(if is_below { 0 } else { u32::MAX });
            }
        }
        ("uri", Value::String(text)) => *text = uri::mend(text),
        (_, value) => mend(value),
    }
}
