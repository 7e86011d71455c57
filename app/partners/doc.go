// Package partners is the network around the desks: the bodies that send people, that
// receive them, or that work beside the desk.
//
// Vocabulary. A Body (ente della rete) has a Sort, which says what it may be asked for
// (a job centre, an agency, social services), a legal Kind (public, private, third
// sector) and a Field of work, as the seeds of the domain classify them. A Person is
// somebody of the body to speak with; an Agreement is a signed protocollo d'intesa; a
// Contact is one row of the register of contacts with the network.
//
// An account of the bodies' portal (auth.ReferringBody) belongs to one body: Own. What it
// sends is of the noun referrals.
//
// Scope. The network belongs to the institution, not to a desk: PartnersRead sees all of
// it, PartnersNote writes contacts down, PartnersManage changes the rest. Any other
// actor is Forbidden. Nothing here is about the people the desk serves.
//
// Invariants, each with the constraint that is the promise:
//   - two bodies of one name differ in their district (partners_name_taken);
//   - an agreement does not end before it is signed (partner_agreements_order);
//   - sorts, kinds, fields and ways of a contact are those of the lists
//     (partners_sort, partners_kind, partners_field, partner_contacts_how).
//
// Decisions:
//   - 2026-11-22: a body is put aside, never removed: what was sent to it keeps its name.
//   - 2026-11-22: two who change one body at once: the second is told and sees the page
//     as the first left it (Version), because a body is few lines that nobody merges.
//   - 2026-11-22: a row of the register of contacts is not rewritten. Who wrote it, or
//     who manages the network, takes it back within the audit trail.
package partners
