package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What tagged attributes stand for. */
@Tag(
        name = "tagged attributes",
        description =
                "Names below scoutfs. carry tags: hide. keeps a name out of the normal listing, srch. lets it be searched "
                        + "for, totl. adds the value to a total, indx. puts the inode into an index. They are set as any other "
                        + "attribute; that and all calls here but the hidden listing need the privilege VOLUME_ADMIN.")
@RestController
class TaggedAttributesController {

    private static final BigInteger INJECTION_MAX =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    private static final BigInteger INJECTION_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    /** The sign and the digits of 2^64. */
    private static final int INJECTION_CHARACTERS_MAX = 21;

    private final TaggedAttributes attributes;

    TaggedAttributesController(TaggedAttributes attributes) {
        this.attributes = attributes;
    }

    @Operation(
            summary = "Names of the hidden extended attributes of an inode",
            description =
                    "Those that the normal listing leaves out, in byte order. A cursor is a percent-encoded name.")
    @GetMapping("/v1/inodes/{inode}/hidden-xattrs")
    TagJson.Hidden hidden(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        FileRef file = InodesController.file(inode);
        Optional<Bytes> cursor = Optional.ofNullable(after).map(PercentCodec::decode);
        return TagJson.Hidden.of(attributes.hidden(calls.reading(), file, cursor, Parameters.limit(limit)));
    }

    @Operation(
            summary = "Inodes that have a srch. attribute, in ascending order",
            description =
                    "From and to are inclusive inode numbers. Go on with from = the last one plus one until end is true or "
                            + "nothing comes; a short answer without end is not the end. limit=0 gives nothing.")
    @GetMapping("/v1/search")
    TagJson.Found search(
            Calls calls,
            @RequestParam String xattr,
            @RequestParam(defaultValue = "0") String from,
            @RequestParam(defaultValue = "18446744073709551615") String to,
            @RequestParam(required = false) @Nullable String limit) {
        return TagJson.Found.of(attributes.search(
                calls.reading(),
                PercentCodec.decode(xattr),
                new InodeNumber(Parameters.unsigned("from", from)),
                new InodeNumber(Parameters.unsigned("to", to)),
                limitOrNone(limit)));
    }

    @Operation(
            summary = "Totals from a name on, in ascending order",
            description = "A name is A.B.C; from is inclusive. A total whose sum and count are 0 does not exist.")
    @GetMapping("/v1/totals")
    TagJson.Totals totals(
            Calls calls,
            @RequestParam(defaultValue = "0.0.0") String from,
            @RequestParam(required = false) @Nullable String limit) {
        int most = Parameters.limit(limit);
        return TagJson.Totals.of(attributes.totals(calls.reading(), totalName("from", from), most), most);
    }

    @Operation(
            summary = "Adds to a total, to repair accounts",
            description = "sum and count may be negative. What is added stays until the opposite is added.")
    @PostMapping("/v1/totals/{name}/inject")
    ResponseEntity<Void> inject(Calls calls, @PathVariable String name, @RequestBody Injection body) {
        TotalName total = totalName("name", name);
        long sum = delta("sum", Parameters.required("sum", body.sum()));
        long count = delta("count", Parameters.required("count", body.count()));
        calls.run(context -> attributes.inject(context, total, sum, count));
        return ResponseEntity.noContent().build();
    }

    record Injection(@Nullable String sum, @Nullable String count) {}

    @Operation(
            summary = "The index of indx. attributes, in ascending order",
            description = "A position is MAJOR.MINOR.INODE; from and to are inclusive.")
    @GetMapping("/v1/attribute-index")
    TagJson.Positions index(
            Calls calls,
            @RequestParam(defaultValue = "0.0.0") String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit) {
        int most = Parameters.limit(limit);
        IndexPosition last = to == null ? IndexPosition.LAST : position("to", to);
        return TagJson.Positions.of(attributes.index(calls.reading(), position("from", from), last, most), last, most);
    }

    /** Like {@link Parameters#limit}, and 0 for callers that only want to know whether they may ask. */
    static int limitOrNone(@Nullable String text) {
        return "0".equals(text) ? 0 : Parameters.limit(text);
    }

    private static TotalName totalName(String parameter, String text) {
        String[] parts = parts(parameter, text, "a name such as A.B.C");
        return new TotalName(
                Parameters.unsigned(parameter, parts[0]),
                Parameters.unsigned(parameter, parts[1]),
                Parameters.unsigned(parameter, parts[2]));
    }

    private static IndexPosition position(String parameter, String text) {
        String[] parts = parts(parameter, text, "a position such as MAJOR.MINOR.INODE");
        long major = Parameters.unsigned(parameter, parts[0]);
        if (major < 0 || major > IndexPosition.MAJOR_MAX) {
            throw Parameters.invalid(parameter, "a position with a major number of 0 to 255", text);
        }
        return new IndexPosition(
                (int) major,
                Parameters.unsigned(parameter, parts[1]),
                new InodeNumber(Parameters.unsigned(parameter, parts[2])));
    }

    private static String[] parts(String parameter, String text, String expected) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw Parameters.invalid(parameter, expected, text);
        }
        return parts;
    }

    /** Signed, or unsigned above 2^63: sums wrap, so both mean the same bits. */
    private static long delta(String name, String text) {
        boolean isNumber = text.length() <= INJECTION_CHARACTERS_MAX && text.matches("-?[0-9]+");
        BigInteger value = isNumber ? new BigInteger(text) : INJECTION_MIN.subtract(BigInteger.ONE);
        if (value.compareTo(INJECTION_MIN) < 0 || value.compareTo(INJECTION_MAX) > 0) {
            throw Parameters.invalid(name, "a number from -2^63 to 2^64-1", text);
        }
        return value.longValue();
    }
}
