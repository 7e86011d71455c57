// Package services holds what the desks offer: the service areas a citizen
// chooses from when booking.
//
// Vocabulary. An Area (ambito) is one of the seven fields of service of the Carta
// dei Servizi (§5), with the texts of its public card in several languages. How,
// Needed, Obtained and Bring are lists written one item per line (see Items).
//
// Invariants: an area's code and slug are unique (areas_code, areas_slug); it
// lasts between 5 minutes and 8 hours (areas_minutes); its name exists in Italian
// (areas_name).
//
// How long before an appointment people are reminded is a setting of the area
// (areas_first_reminder, areas_last_reminder, areas_reminders_order), not of the
// file: LoadAreas leaves it alone.
//
// Decisions:
//   - 2026-11-22: the seven areas ship in areas.yaml, one map of languages per
//     text, and LoadAreas makes the table follow the file; there is no screen to
//     edit them, so the file is the truth. Areas added by other means are left
//     alone.
//   - 2026-11-22: durations are multiples of half an hour, so that areas of
//     different lengths leave no unusable gaps in an operator's day. The source
//     gives no durations; first meetings follow the regional repertoire (welcome
//     at least 30 minutes, orientation at least one hour).
package services
