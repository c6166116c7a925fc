package dev.cairn.metadata.quota;

import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.QuotaRule.Element;
import dev.cairn.api.metadata.QuotaRule.Source;
import dev.cairn.api.metadata.TotalName;

/** The attributes by which an operation is judged; all unsigned. */
record QuotaInput(long project, long uid, long gid) {

    static QuotaInput of(long project, int uid, int gid) {
        return new QuotaInput(project, Integer.toUnsignedLong(uid), Integer.toUnsignedLong(gid));
    }

    /** The attribute that a source means; a literal means none. */
    long value(Source source) {
        return switch (source) {
            case LITERAL -> throw new IllegalArgumentException("a literal is no attribute");
            case PROJECT -> project;
            case UID -> uid;
            case GID -> gid;
        };
    }

    /** The name of the total that a rule limits (QUO-12). */
    TotalName total(QuotaRule rule) {
        return new TotalName(number(rule.a()), number(rule.b()), number(rule.c()));
    }

    private long number(Element element) {
        return element.source() == Source.LITERAL ? element.value() : value(element.source());
    }
}
