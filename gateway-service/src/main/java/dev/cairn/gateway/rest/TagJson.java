package dev.cairn.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cairn.api.metadata.HiddenPage;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.SearchPage;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON of tagged attributes and quota rules; see {@link Json}. A cursor {@code next} is absent at the end. */
final class TagJson {

    private TagJson() {}

    /** Inodes with an attribute; {@code end} if there are no more in the range. */
    record Found(List<String> inodes, boolean end) {

        static Found of(SearchPage page) {
            return new Found(page.inodes().stream().map(Object::toString).toList(), page.isEnd());
        }
    }

    /** The sum is the number that the values add up to, modulo 2^64. */
    record NamedTotal(String name, String sum, String count) {

        static NamedTotal of(Total total) {
            return new NamedTotal(
                    total.name().toString(), Long.toUnsignedString(total.sum()), Long.toUnsignedString(total.count()));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Totals(List<NamedTotal> totals, @Nullable String next) {

        static Totals of(List<Total> page, int limit) {
            Optional<TotalName> next = page.size() < limit
                    ? Optional.empty()
                    : page.getLast().name().next();
            return new Totals(
                    page.stream().map(NamedTotal::of).toList(),
                    next.map(Object::toString).orElse(null));
        }
    }

    record Position(String major, String minor, String inode) {

        static Position of(IndexPosition position) {
            return new Position(
                    Integer.toString(position.major()),
                    Long.toUnsignedString(position.minor()),
                    position.inode().toString());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Positions(List<Position> entries, @Nullable String next) {

        /** Goes on only as long as the range does. */
        static Positions of(List<IndexPosition> page, IndexPosition to, int limit) {
            Optional<IndexPosition> next =
                    page.size() < limit ? Optional.empty() : page.getLast().next();
            return new Positions(
                    page.stream().map(Position::of).toList(),
                    next.filter(position -> position.compareTo(to) <= 0)
                            .map(Object::toString)
                            .orElse(null));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Hidden(List<Json.Xattr> xattrs, @Nullable String next) {

        static Hidden of(HiddenPage page) {
            return new Hidden(
                    page.names().stream().map(Json.Xattr::of).toList(),
                    page.next().map(PercentCodec::encode).orElse(null));
        }
    }

    record Element(String value, String source, boolean select) {

        static Element of(QuotaRule.Element element) {
            return new Element(Long.toUnsignedString(element.value()), lower(element.source()), element.isSelecting());
        }
    }

    /** A rule in its fields, and as the text that adds and removes it. */
    record Rule(int priority, List<Element> elements, String operation, String limit, boolean count, String text) {

        static Rule of(QuotaRule rule) {
            return new Rule(
                    rule.priority(),
                    rule.elements().stream().map(Element::of).toList(),
                    lower(rule.operation()),
                    Long.toUnsignedString(rule.limit()),
                    rule.measure() == QuotaRule.Measure.COUNT,
                    rule.text());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rules(List<Rule> rules, @Nullable String next) {

        static Rules of(List<QuotaRule> page, int limit) {
            return new Rules(
                    page.stream().map(Rule::of).toList(),
                    page.isEmpty() || page.size() < limit
                            ? null
                            : page.getLast().text());
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
