package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.StoredHeaders.ChecksumPlan;
import dev.cairn.gateway.s3.StoredHeaders.PartRun;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.ChecksumValue;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stored form of {@link StoredHeaders}.
 *
 * <pre>
 * version 1 | { tag 8, length varint, field }*
 * tag 1 standard header: number 8, value      tag 4 checksum plan: algorithm 8, kind 8
 * tag 2 user metadata: name bytes, value      tag 5 part sizes: { count varint, size varint }*
 * tag 3 checksum: algorithm 8, kind 8, parts varint, value
 * </pre>
 *
 * Fields with other tags are skipped, so that an older gateway reads what a newer one wrote.
 */
final class StoredHeadersCodec {

    private static final int VERSION = 1;
    private static final int STANDARD = 1;
    private static final int USER = 2;
    private static final int CHECKSUM = 3;
    private static final int PLAN = 4;
    private static final int PARTS = 5;

    private StoredHeadersCodec() {}

    static Bytes encode(StoredHeaders headers) {
        ByteWriter out = new ByteWriter().int8(VERSION);
        headers.standard()
                .forEach((header, value) -> field(
                        out, STANDARD, new ByteWriter().int8(header.number()).raw(latin(value))));
        headers.user()
                .forEach((name, value) ->
                        field(out, USER, new ByteWriter().bytes(latin(name)).raw(latin(value))));
        headers.checksum()
                .ifPresent(checksum -> field(
                        out,
                        CHECKSUM,
                        new ByteWriter()
                                .int8(checksum.algorithm().number())
                                .int8(checksum.kind().number())
                                .varint(checksum.parts())
                                .raw(checksum.value())));
        headers.plan()
                .ifPresent(plan -> field(
                        out,
                        PLAN,
                        new ByteWriter()
                                .int8(plan.algorithm().number())
                                .int8(plan.kind().number())));
        if (!headers.parts().isEmpty()) {
            ByteWriter runs = new ByteWriter();
            headers.parts().forEach(run -> runs.varint(run.count()).varint(run.size()));
            field(out, PARTS, runs);
        }
        return out.toBytes();
    }

    static StoredHeaders decode(Bytes stored) {
        ByteReader in = new ByteReader(stored);
        int version = in.int8();
        if (version != VERSION) {
            throw corrupt("version " + version);
        }
        Map<StandardHeader, String> standard = new EnumMap<>(StandardHeader.class);
        SortedMap<String, String> user = new TreeMap<>();
        Optional<ChecksumValue> checksum = Optional.empty();
        Optional<ChecksumPlan> plan = Optional.empty();
        List<PartRun> parts = new ArrayList<>();
        while (in.remaining() > 0) {
            int tag = in.int8();
            ByteReader field = new ByteReader(in.bytes());
            switch (tag) {
                case STANDARD -> {
                    int number = field.int8();
                    String value = rest(field);
                    StandardHeader.numbered(number).ifPresent(header -> standard.put(header, value));
                }
                case USER -> user.put(latin(field.bytes()), rest(field));
                case CHECKSUM -> {
                    ChecksumAlgorithm algorithm = algorithm(field.int8());
                    ChecksumValue.Kind kind = kind(field.int8());
                    int count = (int) field.varint();
                    checksum = Optional.of(new ChecksumValue(algorithm, kind, field.raw(field.remaining()), count));
                }
                case PLAN -> plan = Optional.of(new ChecksumPlan(algorithm(field.int8()), kind(field.int8())));
                case PARTS -> {
                    while (field.remaining() > 0) {
                        parts.add(new PartRun((int) field.varint(), field.varint()));
                    }
                }
                default -> {
                    // A field of a newer version.
                }
            }
        }
        return new StoredHeaders(standard, user, checksum, plan, parts);
    }

    private static void field(ByteWriter out, int tag, ByteWriter field) {
        out.int8(tag).bytes(field.toByteArray());
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(Bytes bytes) {
        return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    private static String rest(ByteReader field) {
        return latin(field.raw(field.remaining()));
    }

    private static ChecksumAlgorithm algorithm(int number) {
        return ChecksumAlgorithm.numbered(number).orElseThrow(() -> corrupt("checksum algorithm " + number));
    }

    private static ChecksumValue.Kind kind(int number) {
        return ChecksumValue.Kind.numbered(number).orElseThrow(() -> corrupt("checksum kind " + number));
    }

    private static CairnException corrupt(String what) {
        return new CairnException(ErrorCode.CORRUPT, "s3-headers", "the stored headers of an object have " + what);
    }
}
