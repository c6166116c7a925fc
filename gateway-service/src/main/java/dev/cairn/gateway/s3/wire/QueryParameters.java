package dev.cairn.gateway.s3.wire;

import dev.cairn.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A query string, decoded once. Of a repeated name the first value counts. Immutable. */
public final class QueryParameters {

    /** A name and its value; the value is empty also where there was no equals sign. */
    public record Parameter(Bytes name, Bytes value) {}

    private final List<Parameter> parameters;

    private QueryParameters(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /** @throws S3Exception {@link S3Error#INVALID_URI} */
    public static QueryParameters parse(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.add(new Parameter(PercentCoding.decodeQuery(name), PercentCoding.decodeQuery(value)));
        }
        return new QueryParameters(parameters);
    }

    public List<Parameter> all() {
        return parameters;
    }

    public boolean has(String name) {
        return bytes(name).isPresent();
    }

    public Optional<Bytes> bytes(String name) {
        Bytes wanted = Bytes.utf8(name);
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(wanted))
                .map(Parameter::value)
                .findFirst();
    }

    /** @throws S3Exception {@link S3Error#INVALID_ARGUMENT} if the value is not UTF-8 */
    public Optional<String> text(String name) {
        return bytes(name)
                .map(value -> value.asUtf8()
                        .orElseThrow(() ->
                                new S3Exception(S3Error.INVALID_ARGUMENT, "The value of " + name + " is not UTF-8.")));
    }
}
