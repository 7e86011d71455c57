package europass

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
)

// blank is a PDF of one empty page; root is what else its catalog says.
func blank(root string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{"<</Type/Catalog/Pages 2 0 R/Lang(it)" + root + ">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table)
	return b.Bytes()
}

// TestWhatIsEmbeddedIsFound: by the tree of embedded files and as a file of the whole, beside
// what the catalog says already.
func TestWhatIsEmbeddedIsFound(t *testing.T) {
	for _, root := range []string{"", "/Names<</Dests<</Names[]>>>>/MarkInfo<</Marked true>>"} {
		pdf, err := Embed(blank(root), full(), Titles{})
		if err != nil {
			t.Fatal(err)
		}
		found, err := api.ExtractAttachmentsRaw(bytes.NewReader(pdf), "", nil, ours())
		if err != nil || len(found) != 1 || found[0].FileName != AttachmentName {
			t.Fatalf("%q: found %+v, %v", root, found, err)
		}
		got, err := Parse(found[0])
		if err != nil || !reflect.DeepEqual(got, full()) {
			t.Errorf("%q: inside stands %+v, %v", root, got, err)
		}
		x, err := api.ReadContext(bytes.NewReader(pdf), ours())
		if err != nil {
			t.Fatal(err)
		}
		if x.RootDict["AF"] == nil || root != "" && x.RootDict["MarkInfo"] == nil {
			t.Errorf("%q: the catalog is %v", root, x.RootDict)
		}
	}
	for _, text := range []string{"", "no PDF", strings.Repeat("%PDF-1.4\n", 3)} {
		if _, err := Embed([]byte(text), full(), Titles{}); err == nil {
			t.Errorf("%q takes a document", text)
		}
	}
}
