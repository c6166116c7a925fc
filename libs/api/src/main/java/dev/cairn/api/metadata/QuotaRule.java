package dev.cairn.api.metadata;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.Comparator;
import java.util.List;

/**
 * A limit on a total (section 26 of the behaviour reference). All fields together identify a rule. Rules are ordered by
 * their fields from left to right, all unsigned; of the rules that match an operation the highest one decides.
 *
 * @param priority 0 to 255
 * @param a gives the first number of the total's name, or selects by it, or both; so do {@code b} and {@code c}
 * @param operation what is limited
 * @param limit unsigned; the operation is refused when the total exists and has reached it
 * @param measure what of the total is compared with the limit
 */
public record QuotaRule(int priority, Element a, Element b, Element c, Operation operation, long limit, Measure measure)
        implements Comparable<QuotaRule> {

    public static final int PRIORITY_MAX = 255;

    private static final Comparator<QuotaRule> ORDER = Comparator.comparingInt(QuotaRule::priority)
            .thenComparing(QuotaRule::a)
            .thenComparing(QuotaRule::b)
            .thenComparing(QuotaRule::c)
            .thenComparing(QuotaRule::operation)
            .thenComparing(QuotaRule::limit, Long::compareUnsigned)
            .thenComparing(QuotaRule::measure);

    /**
     * One of the three numbers of a total's name.
     *
     * @param value unsigned; the number itself if it is a literal, what must be met if it selects, else ignored
     * @param source where the number comes from
     * @param isSelecting whether the rule is only for operations whose attribute has this value
     */
    public record Element(long value, Source source, boolean isSelecting) implements Comparable<Element> {

        private static final Comparator<Element> ORDER = Comparator.<Element, Long>comparing(
                        Element::value, Long::compareUnsigned)
                .thenComparing(Element::source)
                .thenComparing(Element::isSelecting);

        @Override
        public int compareTo(Element other) {
            return ORDER.compare(this, other);
        }
    }

    /** What an element's number is; in the order of their codes. */
    public enum Source {
        LITERAL,
        PROJECT,
        UID,
        GID
    }

    /** What a rule limits; in the order of their codes. */
    public enum Operation {
        /** Making an inode: by the project of the directory, the caller, and the group the inode would get. */
        INODE,
        /** Writing and reserving: by the attributes of the inode that is written, whoever writes. */
        DATA
    }

    /** What of a total a limit is for; in the order of their codes. */
    public enum Measure {
        SUM,
        COUNT
    }

    public List<Element> elements() {
        return List.of(a, b, c);
    }

    /**
     * Checks that the fields make sense together (QUO-3).
     *
     * @throws CairnException {@link ErrorCode#EINVAL}, reason {@code quota-rule}
     */
    public void requireValid() {
        if (priority < 0 || priority > PRIORITY_MAX) {
            throw QuotaRuleText.invalid("a priority is 0 to " + PRIORITY_MAX + ", not " + priority);
        }
        for (Element element : elements()) {
            if (element.isSelecting() && element.source() == Source.LITERAL) {
                throw QuotaRuleText.invalid("a literal cannot select");
            }
            for (Element other : elements()) {
                boolean isContradiction = element.isSelecting()
                        && other.isSelecting()
                        && element.source() == other.source()
                        && element.value() != other.value();
                if (isContradiction) {
                    throw QuotaRuleText.invalid("two elements select different values of " + element.source());
                }
            }
        }
    }

    /**
     * The rule that {@link #text} shows, such as {@code 7 13,L,- 22222,U,S 17,L,- I 33 -}.
     *
     * @throws CairnException {@link ErrorCode#EINVAL}, reason {@code quota-rule}, also if it is not valid
     */
    public static QuotaRule parse(String text) {
        QuotaRule rule = QuotaRuleText.parse(text);
        rule.requireValid();
        return rule;
    }

    /** {@code PRIORITY V,S,F V,S,F V,S,F OPERATION LIMIT FLAG}: one line, which {@link #parse} reads again. */
    public String text() {
        return QuotaRuleText.format(this);
    }

    @Override
    public int compareTo(QuotaRule other) {
        return ORDER.compare(this, other);
    }
}
