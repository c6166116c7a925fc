package dev.cairn.metadata.quota;

import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.QuotaRule.Element;
import dev.cairn.api.metadata.QuotaRule.Operation;
import dev.cairn.api.metadata.QuotaRule.Source;
import dev.cairn.kernel.ByteWriter;
import java.util.List;

/**
 * What a rule selects operations by: a value for none, some or all of the sources. There are {@link #SHAPES} sets of
 * sources an operation, so that many lookups find, of any number of rules, all that match an operation.
 */
final class Selection {

    /** Sets of three sources. */
    static final int SHAPES = 8;

    private static final List<Source> SELECTABLE = List.of(Source.PROJECT, Source.UID, Source.GID);

    private Selection() {}

    /** The set of sources by which a rule selects, as bits in the order of {@link #SELECTABLE}. */
    static int shape(QuotaRule rule) {
        int shape = 0;
        for (Element element : rule.elements()) {
            if (element.isSelecting()) {
                shape |= 1 << SELECTABLE.indexOf(element.source());
            }
        }
        return shape;
    }

    /** The place of an operation and a set of sources among all of them. */
    static int index(Operation operation, int shape) {
        return RuleCodec.code(operation) * SHAPES + shape;
    }

    /** What a rule selects, as the beginning of a key. */
    static byte[] of(QuotaRule rule) {
        int shape = shape(rule);
        ByteWriter key = begin(rule.operation(), shape);
        for (Source source : SELECTABLE) {
            if (isIn(shape, source)) {
                key.int64(selected(rule, source));
            }
        }
        return key.toByteArray();
    }

    /** What the rules of a shape that match an operation select. */
    static byte[] of(Operation operation, int shape, QuotaInput input) {
        ByteWriter key = begin(operation, shape);
        for (Source source : SELECTABLE) {
            if (isIn(shape, source)) {
                key.int64(input.value(source));
            }
        }
        return key.toByteArray();
    }

    private static ByteWriter begin(Operation operation, int shape) {
        return new ByteWriter(1 + SELECTABLE.size() * Long.BYTES).int8(index(operation, shape));
    }

    private static boolean isIn(int shape, Source source) {
        return (shape >> SELECTABLE.indexOf(source) & 1) == 1;
    }

    /** A valid rule selects one value of a source. */
    private static long selected(QuotaRule rule, Source source) {
        return rule.elements().stream()
                .filter(element -> element.isSelecting() && element.source() == source)
                .findFirst()
                .orElseThrow()
                .value();
    }
}
