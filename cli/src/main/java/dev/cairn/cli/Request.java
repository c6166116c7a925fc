package dev.cairn.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of the gateway while it is put together. */
final class Request {

    private final String method;
    private final String path;
    private final StringBuilder query = new StringBuilder();
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Request(String method, String path) {
        this.method = method;
        this.path = path;
    }

    /** @param path percent-encoded, from the slash before {@code v1} on */
    static Request of(String method, String path) {
        return new Request(method, path);
    }

    static Request get(String path) {
        return new Request("GET", path);
    }

    static Request post(String path) {
        return new Request("POST", path);
    }

    /** Left out if null. */
    Request with(String name, @Nullable Object value) {
        if (value != null) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
        return this;
    }

    /** A value that is percent-encoded already, as names of any bytes are. */
    Request withEncoded(String name, String value) {
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(value);
        return this;
    }

    Request header(String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
        return this;
    }

    /** The data version that the call is meant for. */
    Request ifVersion(String dataVersion) {
        return header("If-Match", '"' + dataVersion + '"');
    }

    String method() {
        return method;
    }

    String target() {
        return path + query;
    }

    Map<String, String> headers() {
        return headers;
    }
}
