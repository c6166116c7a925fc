package dev.cairn.metadata.quota;

import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.QuotaRule.Element;
import dev.cairn.api.metadata.QuotaRule.Measure;
import dev.cairn.api.metadata.QuotaRule.Operation;
import dev.cairn.api.metadata.QuotaRule.Source;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;

/** Quota rules as bytes that sort as the rules do (QUO-7). They stand in keys, so the form cannot change. */
final class RuleCodec {

    /** Priority; three times value, source and flag; operation, limit and flag. */
    static final int BYTES = 1 + 3 * (Long.BYTES + 2) + 1 + Long.BYTES + 1;

    private static final Source[] SOURCES = {Source.LITERAL, Source.PROJECT, Source.UID, Source.GID};
    private static final Operation[] OPERATIONS = {Operation.INODE, Operation.DATA};
    private static final Measure[] MEASURES = {Measure.SUM, Measure.COUNT};
    private static final Boolean[] FLAGS = {false, true};

    private RuleCodec() {}

    static byte[] encode(QuotaRule rule) {
        var writer = new ByteWriter(BYTES).int8(rule.priority());
        for (Element element : rule.elements()) {
            writer.int64(element.value()).int8(code(element.source())).int8(element.isSelecting() ? 1 : 0);
        }
        return writer.int8(code(rule.operation()))
                .int64(rule.limit())
                .int8(code(rule.measure()))
                .toByteArray();
    }

    /** The rule that a key ends in. @throws CairnException CORRUPT if that is none */
    static QuotaRule decode(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(key.length - BYTES);
        var rule = new QuotaRule(
                reader.int8(),
                element(reader),
                element(reader),
                element(reader),
                at(OPERATIONS, reader.int8()),
                reader.int64(),
                at(MEASURES, reader.int8()));
        reader.expectEnd();
        return rule;
    }

    private static Element element(ByteReader reader) {
        return new Element(reader.int64(), at(SOURCES, reader.int8()), at(FLAGS, reader.int8()));
    }

    private static <T> T at(T[] values, int code) {
        if (code >= values.length) {
            throw new CairnException(ErrorCode.CORRUPT, "quota-rule", "a stored quota rule has the code " + code);
        }
        return values[code];
    }

    static int code(Source source) {
        return switch (source) {
            case LITERAL -> 0;
            case PROJECT -> 1;
            case UID -> 2;
            case GID -> 3;
        };
    }

    static int code(Operation operation) {
        return switch (operation) {
            case INODE -> 0;
            case DATA -> 1;
        };
    }

    private static int code(Measure measure) {
        return switch (measure) {
            case SUM -> 0;
            case COUNT -> 1;
        };
    }
}
