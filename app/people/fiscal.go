package people

import (
	"regexp"
	"strings"
	"time"

	"approdo/app/fault"
)

// Fiscal is a codice fiscale read apart (DM 12 March 1974; omocodia: DM 345/1998).
type Fiscal struct {
	// Code is as it is written on the card: upper case, no spaces.
	Code string
	// Key is the same for every omocodia variant of one code: its letters that stand
	// for digits are digits again, and the check character is left out. For a
	// provisional code it is the code.
	Key string
	// Provisional is the 11-digit code given before the real one; it tells nothing more.
	Provisional bool
	// Sex is "M" or "F".
	Sex string
	// Year is the last two digits of the year of birth.
	Year  int
	Month time.Month
	Day   int
	// Abroad is true for who was born outside Italy.
	Abroad bool
	// letters are the first six, of surname and given name.
	letters string
}

var (
	fiscalShape      = regexp.MustCompile(`^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$`)
	provisionalShape = regexp.MustCompile(`^[0-9]{11}$`)
)

// Letters in the order of the digits, or months, they stand for.
const (
	omocodia     = "LMNPQRSTUV"
	fiscalMonths = "ABCDEHLMPRST"
)

// digitPlaces are the positions that hold digits.
var digitPlaces = [...]int{6, 7, 9, 10, 12, 13, 14}

// ParseFiscal reads a codice fiscale as people type it: small letters and spaces are
// fine. Anything else is Invalid, and the fault's key says why:
// "people.error.fiscal_shape" or "people.error.fiscal_check".
func ParseFiscal(typed string) (Fiscal, error) {
	code := strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	if provisionalShape.MatchString(code) {
		if !elevenChecks(code) {
			return Fiscal{}, fault.New(fault.Invalid, "people.error.fiscal_check")
		}
		return Fiscal{Code: code, Key: code, Provisional: true}, nil
	}
	if !fiscalShape.MatchString(code) {
		return Fiscal{}, fault.New(fault.Invalid, "people.error.fiscal_shape")
	}
	if code[15] != checkLetter(code[:15]) {
		return Fiscal{}, fault.New(fault.Invalid, "people.error.fiscal_check")
	}
	f := Fiscal{Code: code, Key: plainDigits(code[:15]), letters: code[:6], Sex: "M"}
	f.Year, f.Day = number(f.Key[6:8]), number(f.Key[9:11])
	f.Month = time.Month(strings.IndexByte(fiscalMonths, code[8]) + 1)
	if f.Day > 40 {
		f.Sex, f.Day = "F", f.Day-40
	}
	f.Abroad = code[11] == 'Z'
	if f.Day < 1 || f.Day > daysIn(f.Month) {
		return Fiscal{}, fault.New(fault.Invalid, "people.error.fiscal_shape")
	}
	return f, nil
}

// daysIn is the most days the month can have; the century of a code is unknown, so
// 29 February is always possible.
func daysIn(m time.Month) int { return time.Date(2024, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// plainDigits puts digits back where omocodia wrote letters.
func plainDigits(code string) string {
	b := []byte(code)
	for _, i := range digitPlaces {
		if d := strings.IndexByte(omocodia, b[i]); d >= 0 {
			b[i] = byte('0' + d)
		}
	}
	return string(b)
}

// oddValues are the weights of the characters 0–9 (the same as A–J) and A–Z in odd
// places, counted from one.
var oddValues = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

func checkLetter(code string) byte {
	sum := 0
	for i := range len(code) {
		v := int(code[i] - 'A')
		if code[i] <= '9' {
			v = int(code[i] - '0')
		}
		if i%2 == 0 {
			v = oddValues[v]
		}
		sum += v
	}
	return byte('A' + sum%26)
}

// elevenChecks tests the last digit of an 11-digit code, as for a VAT number.
func elevenChecks(code string) bool {
	sum := 0
	for i := range len(code) {
		d := int(code[i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// Disagrees names the fields of x that the code contradicts, among "born_on", "sex",
// "birth_country", "surname" and "given"; what x leaves open is no contradiction. A
// provisional code contradicts nothing.
func (f Fiscal) Disagrees(x Identity) []string {
	if f.Provisional || f.Code == "" {
		return nil
	}
	var bad []string
	add := func(is bool, field string) {
		if is {
			bad = append(bad, field)
		}
	}
	if b := x.BornOn; !b.IsZero() {
		add(b.Year()%100 != f.Year || b.Month() != f.Month || b.Day() != f.Day, "born_on")
	}
	add((x.Sex == "M" || x.Sex == "F") && x.Sex != f.Sex, "sex")
	add(x.BirthCountry != "" && (x.BirthCountry != "IT") != f.Abroad, "birth_country")
	add(x.Surname != "" && surnameLetters(x.Surname) != f.letters[:3], "surname")
	add(x.Given != "" && givenLetters(x.Given) != f.letters[3:], "given")
	return bad
}

// surnameLetters are the three of a surname: consonants, then vowels, then X.
func surnameLetters(s string) string {
	consonants, vowels := split(s)
	return (consonants + vowels + "XXX")[:3]
}

// givenLetters are the three of a given name: with four consonants or more, the
// first, third and fourth.
func givenLetters(s string) string {
	consonants, vowels := split(s)
	if len(consonants) > 3 {
		return string([]byte{consonants[0], consonants[2], consonants[3]})
	}
	return (consonants + vowels + "XXX")[:3]
}

func split(s string) (consonants, vowels string) {
	for _, r := range strings.ToUpper(strings.ReplaceAll(Fold(s), " ", "")) {
		if strings.ContainsRune("AEIOU", r) {
			vowels += string(r)
		} else {
			consonants += string(r)
		}
	}
	return consonants, vowels
}
