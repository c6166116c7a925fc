package dev.cairn.gateway.s3.wire;

import dev.cairn.kernel.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes an XML document without white space between elements. Control characters, which keys may hold and XML 1.0
 * forbids, are written as character references, as S3 does. Not thread-safe.
 */
public final class XmlWriter {

    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder document =
            new StringBuilder(1024).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    /** Opens the outermost element of an answer, with the namespace of S3. */
    public XmlWriter root(String name) {
        document.append('<').append(name).append(" xmlns=\"").append(NAMESPACE).append("\">");
        return this;
    }

    public XmlWriter open(String name) {
        document.append('<').append(name).append('>');
        return this;
    }

    public XmlWriter close(String name) {
        document.append("</").append(name).append('>');
        return this;
    }

    public XmlWriter element(String name, String text) {
        return open(name).text(text).close(name);
    }

    public XmlWriter element(String name, long number) {
        return open(name).raw(Long.toString(number)).close(name);
    }

    public XmlWriter text(String text) {
        escape(text);
        return this;
    }

    /** The bytes as UTF-8; what is not UTF-8 becomes the replacement character. */
    public XmlWriter element(String name, Bytes text) {
        return element(name, new String(text.toByteArray(), StandardCharsets.UTF_8));
    }

    public XmlWriter truth(String name, Boolean truth) {
        return open(name).raw(truth.toString()).close(name);
    }

    public byte[] toByteArray() {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return document.toString();
    }

    private XmlWriter raw(String text) {
        document.append(text);
        return this;
    }

    private void escape(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '&' -> document.append("&amp;");
                case '<' -> document.append("&lt;");
                case '>' -> document.append("&gt;");
                case '"' -> document.append("&quot;");
                default -> {
                    if (c < 0x20 || c == 0x7F || c >= 0xFFFE) {
                        document.append("&#").append((int) c).append(';');
                    } else {
                        document.append(c);
                    }
                }
            }
        }
    }
}
