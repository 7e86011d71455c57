// Package referrals holds the operators' screens about cases sent from one desk to
// another and to bodies of the network: what was received and sent, one referral with
// what may be done, the form that begins or changes one, special categories that are
// shared apart, the sheet for a body, and after how many days silence is late.
package referrals
