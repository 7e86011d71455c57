package sms

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// basic and extension are the alphabet of GSM 03.38, without the escape itself.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extension = "\f^{}\\[~]|€"
)

// Sizes of a part: alone, and where several make one text.
const (
	septetsAlone, septetsJoined = 160, 153
	unitsAlone, unitsJoined     = 70, 67
)

// Parts is how many messages a text is billed as; 0 for an empty one. gsm says
// whether it is written in the GSM alphabet.
func Parts(text string) (parts int, gsm bool) {
	units, gsm := septets(text)
	alone, joined := septetsAlone, septetsJoined
	if !gsm {
		units, alone, joined = ucs2(text), unitsAlone, unitsJoined
	}
	return pack(units, alone, joined), gsm
}

// septets gives the length of each character, or false where one is not GSM.
func septets(text string) (units []int, gsm bool) {
	for _, r := range text {
		switch {
		case strings.ContainsRune(basic, r):
			units = append(units, 1)
		case strings.ContainsRune(extension, r):
			units = append(units, 2)
		default:
			return nil, false
		}
	}
	return units, true
}

func ucs2(text string) (units []int) {
	for _, r := range text {
		units = append(units, max(utf16.RuneLen(r), 1))
	}
	return units
}

// pack counts the parts, no character of which is cut.
func pack(units []int, alone, joined int) int {
	total := 0
	for _, u := range units {
		total += u
	}
	if total <= alone {
		return min(total, 1)
	}
	parts, used := 1, 0
	for _, u := range units {
		if used+u > joined {
			parts, used = parts+1, 0
		}
		used += u
	}
	return parts
}

// signs are what typesetting puts in and the GSM alphabet has in a plainer form.
func signs() *strings.Replacer {
	return strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "«", `"`, "»", `"`, "–", "-", "—", "-", "…", "...",
		"\u00a0", " ", "\u202f", " ", "·", "-", "ç", "c", "đ", "d", "ł", "l", "ı", "i", "œ", "oe")
}

// Plain writes a text in the GSM alphabet where only accents and signs stand
// between: "ș" becomes "s", "à" stays. A text of another script comes back as it was.
func Plain(text string) string {
	text = strings.TrimSpace(text)
	var b strings.Builder
	for _, r := range norm.NFC.String(signs().Replace(text)) {
		if strings.ContainsRune(basic+extension, r) {
			b.WriteRune(r)
			continue
		}
		for _, bare := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, bare) {
				b.WriteRune(bare)
			}
		}
	}
	if _, gsm := septets(b.String()); gsm {
		return b.String()
	}
	return text
}

// mostParts is how many parts a text should have at most when one is not enough.
const mostParts = 3

// Choose gives the first of several wordings, the richest first, that is one
// part; else the first of at most three; else the last. It is Plain.
func Choose(wordings []string) string {
	chosen := ""
	for _, limit := range []int{1, mostParts} {
		for _, w := range wordings {
			chosen = Plain(w)
			if n, _ := Parts(chosen); n <= limit {
				return chosen
			}
		}
	}
	return chosen
}
