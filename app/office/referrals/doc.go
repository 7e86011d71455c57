// Package referrals holds the operators' screens about cases sent from one desk to
// another: what was received and sent, one referral with what may be done, and the form
// that begins one.
package referrals
