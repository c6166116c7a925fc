package dev.cairn.gateway.s3.wire;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a request document, namespaces and attributes left aside. A document type, an entity of its own, too much
 * depth and too many elements are refused, so that a small document cannot cost much.
 */
public final class XmlElement {

    private static final int DEPTH_MAX = 16;
    /** 10,000 parts of a complete request with all their members. */
    private static final int ELEMENTS_MAX = 150_000;

    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final List<XmlElement> children = new ArrayList<>();

    private XmlElement(String name) {
        this.name = name;
    }

    /**
     * @param rootName what the outermost element must be called
     * @throws S3Exception {@link S3Error#MALFORMED_XML}
     */
    public static XmlElement parse(byte[] document, String rootName) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                XmlElement root = read(reader);
                if (!root.name.equals(rootName)) {
                    throw new S3Exception(S3Error.MALFORMED_XML);
                }
                return root;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new S3Exception(S3Error.MALFORMED_XML, S3Error.MALFORMED_XML.text(), e);
        }
    }

    public String name() {
        return name;
    }

    public String text() {
        return text.toString();
    }

    /** The text of the first child of that name. */
    public Optional<String> text(String child) {
        return child(child).map(XmlElement::text);
    }

    public Optional<XmlElement> child(String child) {
        return children.stream().filter(element -> element.name.equals(child)).findFirst();
    }

    public List<XmlElement> children(String child) {
        return children.stream().filter(element -> element.name.equals(child)).toList();
    }

    private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
        Deque<XmlElement> open = new ArrayDeque<>();
        int count = 0;
        Optional<XmlElement> root = Optional.empty();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    XmlElement element = new XmlElement(reader.getLocalName());
                    if (++count > ELEMENTS_MAX || open.size() == DEPTH_MAX) {
                        throw new S3Exception(S3Error.MALFORMED_XML);
                    }
                    if (open.isEmpty()) {
                        root = Optional.of(element);
                    } else {
                        open.getLast().children.add(element);
                    }
                    open.addLast(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.removeLast();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.getLast().text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new S3Exception(S3Error.MALFORMED_XML);
                default -> {
                    // Comments and processing instructions mean nothing here.
                }
            }
        }
        return root.orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML));
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }
}
