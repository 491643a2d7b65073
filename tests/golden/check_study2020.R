# Compare study2020.json with R: Rscript tests/golden/check_study2020.R tests/golden/study2020.json
# Debian: r-base-core r-cran-emmeans r-cran-multcomp r-cran-jsonlite. Not part of the build.
# Last run with R 4.2.2, emmeans 1.8.4.1, multcomp 1.4.22: all agree to the tolerances below.
suppressMessages({library(emmeans); library(multcomp)})
study <- jsonlite::fromJSON(commandArgs(TRUE)[1])
runs <- study$experiments
for (trait in c("language", "dimension", "normalization", "device", "model"))
    runs[[trait]] <- factor(runs[[trait]])
near <- function(got, want, tolerance = 1e-9)
    stopifnot(length(got) == length(want), all(abs(got - want) < tolerance))
agree <- function(row, want)
    near(unlist(row[c("estimate", "SE", "df", "lower.CL", "upper.CL", "p.value")]),
         unlist(want[c("estimate", "se", "df", "low", "high", "p")]))

for (which in c("kept", "best", "last")) {
    runs$bac <- runs[[which]]
    want <- study[[which]]
    cells <- lm(bac ~ language * dimension * normalization, runs)
    near(sigma(cells), want$pooled_sd)
    near(bartlett.test(bac ~ model, runs)$p.value, want$bartlett)
    for (name in names(want$effects)) {
        traits <- strsplit(name, " x ")[[1]]
        if (all(traits %in% c("language", "dimension", "normalization"))) {
            averaged <- suppressMessages(emmeans(cells, traits)) # over the other traits: meant
            change <- contrast(averaged, interaction = "consec")
            half <- if (length(traits) == 2) 0.5 else 1
            row <- summary(change, infer = TRUE)
            near(unlist(row[c("estimate", "SE", "lower.CL", "upper.CL")]) * half,
                 unlist(want$effects[[name]][c("estimate", "se", "low", "high")]))
            near(unlist(row[c("df", "p.value")]), unlist(want$effects[[name]][c("df", "p")]))
        }
    }
    averaged <- suppressMessages(emmeans(cells, ~ dimension | language))
    within <- summary(contrast(averaged, "consec"), infer = TRUE, by = NULL, adjust = "none")
    for (language in c("en", "es"))
        agree(within[within$language == language, ], want$effects[[paste("dimension in", language)]])
    device <- emmeans(lm(bac ~ model + device, runs), "device")
    agree(summary(contrast(device, "revpairwise"), infer = TRUE), want$effects$device_block)
    near(max(summary(contrast(device, "revpairwise"), delta = study$margin, side = "equivalence")$p.value),
         want$effects$device_block$equivalence_p)

    # Hsu's comparisons from multcomp's simultaneous one-sided bounds (randomised integration): the
    # highest mean against all others, by how much they are behind it at most.
    highest <- want$models$model[1]
    by_model <- lm(bac ~ model, transform(runs, model = relevel(model, highest)))
    set.seed(1)
    bound <- confint(glht(by_model, mcp(model = "Dunnett"), alternative = "greater"))$confint
    among <- sub(" - .*", "", rownames(bound))
    at <- match(among, want$models$model)
    near(-bound[, "lwr"], want$models$behind[at], 2e-5)
}
cat("study2020.json agrees with", R.version.string, "emmeans", format(packageVersion("emmeans")),
    "multcomp", format(packageVersion("multcomp")), "\n")
