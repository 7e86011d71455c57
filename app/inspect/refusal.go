package inspect

import "approdo/app/fault"

// The sentences of a refusal: each says why and what to do.
const (
	refusedSize     = "inspect.refused.size"     // Most: megabytes
	refusedEmpty    = "inspect.refused.empty"    // nothing in it
	refusedKind     = "inspect.refused.kind"     // not a document we take
	refusedHEIC     = "inspect.refused.heic"     // the picture format of some telephones
	refusedWord     = "inspect.refused.word"     // a text document, and nothing to convert it with
	refusedConvert  = "inspect.refused.convert"  // a text document that could not be converted
	refusedMacros   = "inspect.refused.macros"   // a text document with programs inside
	refusedBroken   = "inspect.refused.broken"   // damaged or cut off
	refusedPassword = "inspect.refused.password" // opens with a password only
	refusedPages    = "inspect.refused.pages"    // Most: pages
	refusedHeavy    = "inspect.refused.heavy"    // would need too much time or memory
	refusedPicture  = "inspect.refused.picture"  // more points than a photo of a page has
	refusedForm     = "inspect.refused.form"     // a form that only its own program draws
	refusedActive   = "inspect.refused.active"   // what is active in it cannot be taken out
	refusedInfected = "inspect.refused.infected" // the antivirus found something
	refusedMixed    = "inspect.refused.mixed"    // several files, and not all of them photos
)

// refusals are all of them: a child's answer is one of these or is not believed.
var refusals = []string{refusedSize, refusedEmpty, refusedKind, refusedHEIC, refusedWord, refusedConvert, refusedMacros, refusedBroken,
	refusedPassword, refusedPages, refusedHeavy, refusedPicture, refusedForm, refusedActive, refusedInfected, refusedMixed}

// refusal is why a document is not taken, inside a child.
type refusal string

// Error is the key, for the log.
func (r refusal) Error() string { return string(r) }

// refuse is the fault of a refusal, on the field "file".
func (i *Inspector) refuse(key string) error {
	var c fault.Check
	switch key {
	case refusedSize:
		c.Add("file", key, "Most", i.o.MaxBytes>>20)
	case refusedPages:
		c.Add("file", key, "Most", i.o.MaxPages)
	default:
		c.Add("file", key)
	}
	return c.Err()
}
