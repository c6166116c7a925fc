package dev.cairn.api.metadata;

import dev.cairn.api.metadata.QuotaRule.Element;
import dev.cairn.api.metadata.QuotaRule.Measure;
import dev.cairn.api.metadata.QuotaRule.Operation;
import dev.cairn.api.metadata.QuotaRule.Source;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;

/** The text form of quota rules (QUO-2). */
final class QuotaRuleText {

    private static final int FIELDS = 7;
    private static final String SELECTS = "S";
    private static final String NOT_SET = "-";
    private static final int SHOWN_MAX = 200;

    private QuotaRuleText() {}

    static String format(QuotaRule rule) {
        return "%d %s %s %s %s %s %s"
                .formatted(
                        rule.priority(),
                        element(rule.a()),
                        element(rule.b()),
                        element(rule.c()),
                        letter(rule.operation()),
                        Long.toUnsignedString(rule.limit()),
                        letter(rule.measure()));
    }

    private static String element(Element element) {
        return Long.toUnsignedString(element.value()) + "," + letter(element.source()) + ","
                + (element.isSelecting() ? SELECTS : NOT_SET);
    }

    static QuotaRule parse(String text) {
        String[] fields = text.strip().split("[ \t]+", -1);
        if (fields.length != FIELDS) {
            throw invalid(
                    "a rule is written PRIORITY V,S,F V,S,F V,S,F OPERATION LIMIT FLAG, not \"" + cut(text) + "\"");
        }
        return new QuotaRule(
                priority(fields[0]),
                parseElement(fields[1]),
                parseElement(fields[2]),
                parseElement(fields[3]),
                operation(fields[4]),
                number(fields[5]),
                measure(fields[6]));
    }

    private static int priority(String text) {
        long priority = number(text);
        if (priority < 0 || priority > QuotaRule.PRIORITY_MAX) {
            throw invalid("a priority is 0 to " + QuotaRule.PRIORITY_MAX + ", not " + cut(text));
        }
        return (int) priority;
    }

    private static Element parseElement(String text) {
        List<String> parts = List.of(text.split(",", -1));
        if (parts.size() != 3) {
            throw invalid("an element is written VALUE,SOURCE,FLAG, not \"" + cut(text) + "\"");
        }
        return new Element(number(parts.get(0)), source(parts.get(1)), isSelecting(parts.get(2)));
    }

    private static long number(String text) {
        boolean isDecimal = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            if (isDecimal) {
                return Long.parseUnsignedLong(text);
            }
        } catch (NumberFormatException e) {
            throw invalid("a number is below 2^64, not " + cut(text));
        }
        throw invalid("\"" + cut(text) + "\" is no unsigned decimal number");
    }

    private static String letter(Source source) {
        return switch (source) {
            case LITERAL -> "L";
            case PROJECT -> "P";
            case UID -> "U";
            case GID -> "G";
        };
    }

    private static Source source(String letter) {
        return switch (letter) {
            case "L" -> Source.LITERAL;
            case "P" -> Source.PROJECT;
            case "U" -> Source.UID;
            case "G" -> Source.GID;
            default -> throw invalid("a source is L, P, U or G, not \"" + cut(letter) + "\"");
        };
    }

    private static String letter(Operation operation) {
        return switch (operation) {
            case INODE -> "I";
            case DATA -> "D";
        };
    }

    private static Operation operation(String letter) {
        return switch (letter) {
            case "I" -> Operation.INODE;
            case "D" -> Operation.DATA;
            default -> throw invalid("an operation is I or D, not \"" + cut(letter) + "\"");
        };
    }

    private static String letter(Measure measure) {
        return switch (measure) {
            case SUM -> NOT_SET;
            case COUNT -> "C";
        };
    }

    private static Measure measure(String letter) {
        return switch (letter) {
            case NOT_SET -> Measure.SUM;
            case "C" -> Measure.COUNT;
            default -> throw invalid("the flag of a rule is C or -, not \"" + cut(letter) + "\"");
        };
    }

    private static boolean isSelecting(String letter) {
        return switch (letter) {
            case NOT_SET -> false;
            case SELECTS -> true;
            default -> throw invalid("the flag of an element is S or -, not \"" + cut(letter) + "\"");
        };
    }

    private static String cut(String text) {
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text;
    }

    static CairnException invalid(String message) {
        return new CairnException(ErrorCode.EINVAL, "quota-rule", message);
    }
}
