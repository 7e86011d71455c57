package inspect

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/inspect/inspecttest"
)

// hostileCase is a document and the sentence it is refused with, "" where it is taken.
type hostileCase struct {
	data []byte
	want string
}

// hostile are PDFs that must not be taken, built once.
var hostile = sync.OnceValue(buildHostile)

func buildHostile() map[string]hostileCase {
	zeros := make([]byte, 120<<20)
	cyclic := plain("x")
	cyclic.objects[1] = "<</Type/Pages/Kids[2 0 R]/Count 1>>"
	deepTree := plain("x")
	deepTree.objects[1] = "<</Type/Pages/Kids[6 0 R]/Count 1>>"
	for n := range 500 {
		deepTree.add(fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]/Count 1>>", n+7))
	}
	manyObjects := plain("x")
	for range 65_000 {
		manyObjects.add("1")
	}
	manyLinked := plain("x").put(3, "/Group<</S/Transparency/X 6 0 R>>")
	for n := range 58_000 {
		manyLinked.add(fmt.Sprintf("<</N %d 0 R>>", n+7))
	}
	wide := plain("x")
	wide.put(3, "").objects[2] = strings.Replace(wide.objects[2], "/Font", "/XObject<</I 6 0 R>>/Font", 1)
	wide.add(stream("/Type/XObject/Subtype/Image/Width 200000/Height 200000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/CCITTFaxDecode", "x"))
	bomb := func(object string) []byte {
		p := plain("x")
		p.objects[3] = object
		return p.bytes()
	}
	font := plain("x").put(5, "/FontDescriptor<</FontFile2 6 0 R>>")
	font.add(flate("", zeros))
	return map[string]hostileCase{
		"a stream that unpacks to 120 MB":        {inspecttest.Bomb(len(zeros)), refusedHeavy},
		"a bomb within a bomb":                   {bomb(flateTwice(zeros)), refusedHeavy},
		"a bomb for a font":                      {font.bytes(), refusedHeavy},
		"runs of one byte":                       {bomb(stream("/Filter/RunLengthDecode", strings.Repeat("\x81a", 2<<20))), refusedHeavy},
		"more filters than anybody needs":        {bomb(stream("/Filter[/ASCIIHexDecode/ASCIIHexDecode/ASCIIHexDecode/ASCIIHexDecode/ASCIIHexDecode]", "00")), refusedHeavy},
		"20 000 pages":                           {inspecttest.ManyPages(20_000), refusedPages},
		"a tree of pages that is its own branch": {cyclic.bytes(), refusedBroken},
		"a tree of pages 500 deep":               {deepTree.bytes(), refusedHeavy},
		"forms that draw one another":            {laughs(), refusedHeavy},
		"a form that draws itself":               {selfDrawn(), refusedHeavy},
		"65 000 objects":                         {manyObjects.bytes(), refusedHeavy},
		"58 000 objects one behind the other":    {manyLinked.bytes(), refusedHeavy},
		"arrays 100 000 deep":                    {plain("x").put(3, "/X "+strings.Repeat("[", 100_000)).bytes(), refusedBroken},
		"dictionaries 50 000 deep":               {plain("x").put(1, "/X "+strings.Repeat("<</X ", 50_000)+"1"+strings.Repeat(">>", 50_000)).bytes(), refusedBroken},
		"a picture of 200 000 by 200 000":        {wide.bytes(), refusedHeavy},
		"a form for its own program":             {plain("x").put(1, "/NeedsRendering true/AcroForm<</XFA 4 0 R>>").bytes(), refusedForm},
		"a password":                             {locked("segreta", ""), refusedPassword},
		"a page that is not there":               {bytes.Replace(plain("x").bytes(), []byte("/Kids[3 0 R]"), []byte("/Kids[9 0 R]"), 1), refusedBroken},
		"no page":                                {bytes.Replace(plain("x").bytes(), []byte("/Kids[3 0 R]"), []byte("/Kids[     ]"), 1), refusedBroken},
		"a header and nothing else":              {[]byte("%PDF-1.7\n"), refusedBroken},
		"a header and noise":                     {append([]byte("%PDF-1.7\n"), noise(200_000)...), refusedBroken},
		"a table that points to itself":          {loopingTable(), refusedBroken},
		"an object that is itself":               {bomb("4 0 R"), refusedBroken},
		"a file name for a length":               {bomb("<</Length 4 0 R>>\nstream\nBT ET\nendstream"), refusedBroken},
		"a stream of 2 GB, it says":              {bomb("<</Length 2147483647>>\nstream\nBT ET\nendstream"), refusedHeavy},
		"400 000 objects in a stream":            {packed(400_000), ""},
		"a stream of objects that is a bomb":     {packedBomb(zeros), refusedBroken},
	}
}

func flateTwice(content []byte) string {
	inner := flate("", content)
	inner = inner[strings.Index(inner, "stream\n")+7 : strings.LastIndex(inner, "\nendstream")]
	return strings.Replace(flate("", []byte(inner)), "/Filter/FlateDecode", "/Filter[/FlateDecode/FlateDecode]", 1)
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// loopingTable has a table whose predecessor is itself, and no root.
func loopingTable() []byte {
	const body = "%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Prev 9>>\nstartxref\n9\n%%EOF\n"
	return []byte(body)
}

// TestHostilePDFs: each is refused with the sentence that helps, in time.
func TestHostilePDFs(t *testing.T) {
	unraced(t)
	i := inspector(t)
	for what, c := range hostile() {
		t.Run(what, func(t *testing.T) {
			began := time.Now()
			if got := refusedAs(t, i, c.data); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if took := time.Since(began); took > patience*15*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// packed has a stream that says it holds so many objects.
func packed(n int) []byte {
	var numbers, values strings.Builder
	for k := range n {
		fmt.Fprintf(&numbers, "%d %d ", k+100, 2*k)
		values.WriteString("1 ")
	}
	p := plain("x")
	p.add(flate(fmt.Sprintf("/Type/ObjStm/N %d/First %d", n, numbers.Len()), []byte(numbers.String()+values.String())))
	return p.modern(6, n)
}

func packedBomb(zeros []byte) []byte {
	p := plain("x")
	p.add(flate("/Type/ObjStm/N 1/First 6", zeros))
	return p.modern(6, 1)
}

// laughs has twelve forms, each of which draws the next one ten times.
func laughs() []byte {
	p := plain("x")
	p.objects[2] = strings.Replace(p.objects[2], "/Font", "/XObject<</F 6 0 R>>/Font", 1)
	p.objects[3] = stream("", "BT /F1 14 Tf (x) Tj ET /F Do")
	for n := range 12 {
		p.add(flate(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</N %d 0 R>>>>", n+7), []byte(strings.Repeat("/N Do ", 10))))
	}
	p.add(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "0 0 1 1 re f"))
	return p.bytes()
}

func selfDrawn() []byte {
	p := plain("x")
	p.objects[2] = strings.Replace(p.objects[2], "/Font", "/XObject<</F 6 0 R>>/Font", 1)
	p.objects[3] = stream("", "/F Do")
	p.add(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</#46 6 0 R>>>>", "/#46 Do"))
	return p.bytes()
}
