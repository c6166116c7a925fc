package dev.cairn.gateway.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents are written with every character escaped that needs it, and read without trusting them. */
class XmlTest {

    @Test
    void writesWhatXmlCannotHoldAsReferences() {
        String document = new XmlWriter()
                .root("R")
                .element("K", Bytes.utf8("a<b>&\"c\u0001\n\u00e9\ud83d\ude00"))
                .element("N", 7)
                .truth("T", true)
                .close("R")
                .toString();

        assertThat(document)
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<R xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<K>a&lt;b&gt;&amp;&quot;c&#1;&#10;\u00e9\ud83d\ude00</K><N>7</N><T>true</T></R>");
    }

    @Test
    void readsElementsOfAnyNamespaceAndIgnoresSpace() {
        XmlElement root = parse("<?xml version=\"1.0\"?>\n<d:Delete xmlns:d=\"x\"> <Object> <Key> a&#10;b </Key>"
                + "</Object>\n<Object><Key><![CDATA[<c>]]></Key></Object><Quiet>true</Quiet></d:Delete>");

        assertThat(root.children("Object")).hasSize(2);
        assertThat(root.children("Object").get(0).text("Key")).contains(" a\nb ");
        assertThat(root.children("Object").get(1).text("Key")).contains("<c>");
        assertThat(root.text("Quiet")).contains("true");
        assertThat(root.text("Missing")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Delete>",
                "<Other/>",
                "{}",
                "<Delete>&undefined;</Delete>",
                "<!DOCTYPE Delete [<!ENTITY a \"b\">]><Delete>&a;</Delete>",
                "<!DOCTYPE Delete SYSTEM \"http://127.0.0.1:1/x.dtd\"><Delete/>",
                "<!DOCTYPE Delete [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Delete>&a;</Delete>",
                "<Delete><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a></a>"
                        + "</a></a></a></a></a></a></a></a></a></Delete>"
            })
    void refusesWhatIsNotWellFormedOrAsksForMore(String document) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> parse(document))
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(S3Error.MALFORMED_XML));
    }

    @Test
    void refusesTooManyElements() {
        String document = "<Delete>" + "<a/>".repeat(200_000) + "</Delete>";
        assertThatExceptionOfType(S3Exception.class).isThrownBy(() -> parse(document));
    }

    private static XmlElement parse(String document) {
        return XmlElement.parse(document.getBytes(StandardCharsets.UTF_8), "Delete");
    }
}
