package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Limits on totals. */
@Tag(
        name = "quota rules",
        description =
                "A rule refuses creations (I) or writes (D) while a total has reached its limit. In text: PRIORITY V,S,F V,S,F "
                        + "V,S,F OPERATION LIMIT FLAG, with sources L, P, U, G (literal, project, uid, gid), S for selecting and C "
                        + "for counting, such as \"1 22222,U,S 1,L,- 1,L,- I 1000 -\". All calls need the privilege VOLUME_ADMIN.")
@RestController
@RequestMapping("/v1/quota-rules")
class QuotaRulesController {

    private final Quotas quotas;

    QuotaRulesController(Quotas quotas) {
        this.quotas = quotas;
    }

    @Operation(
            summary = "Rules from the highest down",
            description = "A cursor is the text of a rule; it need not exist any more. limit=0 gives nothing.")
    @GetMapping
    TagJson.Rules list(
            Calls calls,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        int most = TaggedAttributesController.limitOrNone(limit);
        Optional<QuotaRule> cursor = Optional.ofNullable(after).map(QuotaRule::parse);
        return TagJson.Rules.of(quotas.list(calls.reading(), cursor, most), most);
    }

    @Operation(summary = "Adds a rule, or up to 1,000: all or none")
    @PostMapping
    ResponseEntity<Void> add(Calls calls, @RequestBody Rules body) {
        List<QuotaRule> rules = body.parsed();
        calls.run(context -> quotas.add(context, rules));
        return ResponseEntity.status(HttpStatus.CREATED).build();
    }

    @Operation(summary = "Removes the rule with exactly these fields, or up to 1,000: all or none")
    @DeleteMapping
    ResponseEntity<Void> remove(Calls calls, @RequestBody Rules body) {
        List<QuotaRule> rules = body.parsed();
        calls.run(context -> quotas.remove(context, rules));
        return ResponseEntity.noContent().build();
    }

    /** One rule or several, as text. */
    record Rules(@Nullable String rule, @Nullable List<String> rules) {

        private List<QuotaRule> parsed() {
            if ((rule == null) == (rules == null)) {
                throw new CairnException(ErrorCode.EINVAL, "parameter", "exactly one of rule and rules must be given");
            }
            List<String> texts =
                    rule != null ? List.of(rule) : Optional.ofNullable(rules).orElseThrow();
            return texts.stream().map(QuotaRule::parse).toList();
        }
    }
}
