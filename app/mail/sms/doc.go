// Package sms hands short messages to a gateway over HTTP and counts what they
// cost.
//
// Vocabulary: a Gateway is the address of a provider of short messages; a part is
// one message as the network bills it; septets are the units of the GSM 03.38
// alphabet, of which a single part holds 160.
//
// Invariants:
//   - a text of the GSM alphabet (basic table and extension, whose characters are
//     two septets) is one part up to 160 septets, then 153 a part; any other text is
//     UCS-2, 70 units alone and 67 a part (3GPP TS 23.038 and 23.040); neither an
//     extension pair nor a surrogate pair is cut in two;
//   - the gateway is reached over https, or over http on this machine only, and
//     redirects are not followed;
//   - no error holds the address, the token, the number or the text.
//
// What is permanent: the gateway refuses this number or this text (4xx other than
// 401, 403, 407, 408, 409, 425 and 429). Everything else is ours or the provider's
// to mend and may be tried again.
//
// Decisions:
//   - 2026-11-22: one setting serves most providers: an address with {{to}} and
//     {{text}} is fetched with GET, one without them gets a POST of
//     {"to": "+39…", "text": "…"}. A provider that wants something else stands
//     behind a small relay of its own.
//   - 2026-11-22: letters with accents outside the GSM alphabet lose the accent when
//     that makes the whole text GSM: Romanian, Albanian and Spanish readers know
//     such messages, and they cost a third.
package sms
