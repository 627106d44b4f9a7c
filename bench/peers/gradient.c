/*
 * The log density of the model and its gradient in C: the limit that the kernel is measured against. One thread, float32 state, sums over
 * everything in double. Written for gcc or clang with -O3 -march=native -ffast-math:
 *
 *   forward   rows of X (CSR): 32 logits at a time stay in registers while a row's features pass by
 *   softmax   exp by a polynomial that vectorises
 *   backward  features of X (CSC): 32 sums at a time stay in registers while a feature's rows pass by; then the tree
 *
 *     gradient FOLDER      reads problem.bin and positions.f32, see README.md for both and for the lines it answers
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef float v8 __attribute__((vector_size(32), aligned(32)));
enum { BLOCK = 32, MAGIC = 0x47444548, LAYOUT = 2, FIXED = 1 };

static int rows, features, leaves, columns, nonzeros, groups, internals;
static int stride; /* leaves, padded to blocks */
static int learned; /* groups whose scale is not fixed */
static float power; /* of the likelihood */
static int32_t *row_start, *row_feature, *feature_start, *feature_row, *labels, *parent, *group, *prior_kind;
static float *row_value, *feature_value, *prior_scale;

/* Consecutive leaves with one parent and one group. */
typedef struct { int from, to, above, group; } Run;
static Run *runs;
static int run_count;

static float *beta;     /* features x stride */
static float *residual; /* rows x stride */
static float *above_beta, *scale, *slope;
static double *scale_sum;

static void *room(size_t bytes) {
  void *found = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (!found) { fprintf(stderr, "out of memory\n"); exit(1); }
  memset(found, 0, (bytes + 127) / 64 * 64);
  return found;
}

/* exp for arguments up to 0: 2^n times a polynomial of degree 6, relative error below 2e-7. */
static inline float fast_exp(float x) {
  x = x < -87.0f ? -87.0f : x;
  float n = __builtin_rintf(x * 1.44269504f);
  float r = x - n * 0.693359375f + n * 2.12194440e-4f;
  float y = 1.0f + r * (1.0f + r * (0.5f + r * (1.6666667e-1f + r * (4.1666646e-2f + r * (8.3334519e-3f + r * 1.3888889e-3f)))));
  union { int32_t i; float f; } power = { ((int32_t)n + 127) << 23 };
  return y * power.f;
}

static void expand(const float *z_all) {
  for (int j = 0; j < features; j++) {
    const float *z = z_all + (size_t)j * columns;
    float *b = beta + (size_t)j * stride;
    for (int i = 0; i < internals; i++) {
      int up = parent[leaves + i];
      above_beta[i + 1] = (up < 0 ? 0.0f : above_beta[up - leaves + 1]) + scale[group[leaves + i]] * z[leaves + i];
    }
    for (int k = 0; k < run_count; k++) {
      float mean = above_beta[runs[k].above], sigma = scale[runs[k].group];
      for (int c = runs[k].from; c < runs[k].to; c++) b[c] = mean + sigma * z[c];
    }
  }
}

/* out[0 .. stride) = sum over k of value[k] * table[index[k]] */
static inline void gather(float *out, const float *table, const int32_t *index, const float *value, int from, int to) {
  for (int c = 0; c < stride; c += BLOCK) {
    v8 a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0};
    for (int k = from; k < to; k++) {
      const v8 *t = (const v8 *)(table + (size_t)index[k] * stride + c);
      float x = value[k];
      a0 += x * t[0]; a1 += x * t[1]; a2 += x * t[2]; a3 += x * t[3];
    }
    v8 *o = (v8 *)(out + c);
    o[0] = a0; o[1] = a1; o[2] = a2; o[3] = a3;
  }
}

static double likelihood(void) {
  double total = 0;
  for (int i = 0; i < rows; i++) {
    float *r = residual + (size_t)i * stride;
    gather(r, beta, row_feature, row_value, row_start[i], row_start[i + 1]);
    float top = r[0], sum = 0, own = r[labels[i]];
    for (int c = 0; c < leaves; c++) top = r[c] > top ? r[c] : top;
    for (int c = 0; c < leaves; c++) { r[c] = fast_exp(r[c] - top); sum += r[c]; }
    float factor = -power / sum;
    for (int c = 0; c < leaves; c++) r[c] *= factor;
    r[labels[i]] += power;
    total += own - top - logf(sum);
  }
  return power * total;
}

static double gradient_of(const float *q, float *g) {
  for (int k = 0, f = 0; k < groups; k++) {
    scale[k] = prior_kind[k] == FIXED ? prior_scale[k] : expf(q[f++]);
    scale_sum[k] = 0;
  }
  const float *z_all = q + learned;
  float *g_all = g + learned;
  expand(z_all);
  double total = likelihood(), squares = 0;
  float *above_slope = above_beta;
  for (int j = 0; j < features; j++) {
    gather(slope, residual, feature_row, feature_value, feature_start[j], feature_start[j + 1]);
    const float *z = z_all + (size_t)j * columns;
    float *out = g_all + (size_t)j * columns;
    float square = 0;
    for (int i = 0; i <= internals; i++) above_slope[i] = 0;
    for (int k = 0; k < run_count; k++) {
      float sum = 0, dot = 0, sigma = scale[runs[k].group];
      for (int c = runs[k].from; c < runs[k].to; c++) {
        sum += slope[c];
        dot += slope[c] * z[c];
        square += z[c] * z[c];
        out[c] = sigma * slope[c] - z[c];
      }
      above_slope[runs[k].above] += sum;
      scale_sum[runs[k].group] += dot;
    }
    for (int i = internals - 1; i >= 0; i--) {
      int v = leaves + i, up = parent[v];
      float own = above_slope[i + 1];
      if (up >= 0) above_slope[up - leaves + 1] += own;
      scale_sum[group[v]] += own * z[v];
      square += z[v] * z[v];
      out[v] = scale[group[v]] * own - z[v];
    }
    squares += square;
  }
  total -= squares / 2;
  for (int k = 0, f = 0; k < groups; k++) {
    if (prior_kind[k] == FIXED) continue;
    double ratio = scale[k] / prior_scale[k];
    total += q[f] - ratio * ratio / 2;
    g[f++] = scale[k] * scale_sum[k] + 1 - ratio * ratio;
  }
  return total;
}

static void *take(FILE *file, size_t count) {
  void *found = room(4 * count);
  if (fread(found, 4, count, file) != count) { fprintf(stderr, "problem.bin is too short\n"); exit(1); }
  return found;
}

static void read_problem(const char *name) {
  FILE *file = fopen(name, "rb");
  if (!file) { fprintf(stderr, "%s cannot be read\n", name); exit(1); }
  int32_t *h = take(file, 16);
  if (h[0] != MAGIC || h[1] != LAYOUT) { fprintf(stderr, "%s has another layout\n", name); exit(1); }
  rows = h[2]; features = h[3]; leaves = h[4]; columns = h[5]; nonzeros = h[6]; groups = h[7];
  internals = columns - leaves;
  stride = (leaves + BLOCK - 1) / BLOCK * BLOCK;
  row_start = take(file, rows + 1); row_feature = take(file, nonzeros); row_value = take(file, nonzeros);
  feature_start = take(file, features + 1); feature_row = take(file, nonzeros); feature_value = take(file, nonzeros);
  labels = take(file, rows); parent = take(file, columns); group = take(file, columns);
  prior_kind = take(file, groups); prior_scale = take(file, groups); power = *(float *)take(file, 1);
  fclose(file);
  for (int k = 0; k < groups; k++) learned += prior_kind[k] != FIXED;
  runs = room(sizeof(Run) * leaves);
  for (int c = 0; c < leaves; c++) {
    int above = parent[c] < 0 ? 0 : parent[c] - leaves + 1;
    Run *last = run_count ? &runs[run_count - 1] : 0;
    if (last && last->above == above && last->group == group[c]) last->to = c + 1;
    else runs[run_count++] = (Run){ c, c + 1, above, group[c] };
  }
  beta = room(4 * (size_t)features * stride);
  residual = room(4 * (size_t)rows * stride);
  above_beta = room(4 * (internals + 1));
  scale = room(4 * groups);
  slope = room(4 * stride);
  scale_sum = room(8 * groups);
}

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 2) { fprintf(stderr, "usage: gradient FOLDER\n"); return 2; }
  char name[4096], line[256], form[64];
  snprintf(name, sizeof name, "%s/problem.bin", arguments[1]);
  read_problem(name);
  size_t dimension = learned + (size_t)features * columns;
  float *q = room(4 * dimension), *g = room(4 * dimension);
  printf("{\"forms\":[\"c\"],\"versions\":{\"compiler\":\"%s\"}}\n", __VERSION__);
  fflush(stdout);
  int n;
  while (fgets(line, sizeof line, stdin)) {
    int is_run = sscanf(line, "run %63s %d", form, &n) == 2;
    if (!is_run && sscanf(line, "evaluate %63s %d", form, &n) != 2) continue;
    snprintf(name, sizeof name, "%s/positions.f32", arguments[1]);
    FILE *file = fopen(name, "rb");
    if (!file || fseek(file, is_run ? 0 : 4L * n * dimension, SEEK_SET) || fread(q, 4, dimension, file) != dimension) return 1;
    fclose(file);
    double value = 0, wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int k = 0; k < (is_run ? n : 1); k++) value = gradient_of(q, g);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (!is_run) {
      snprintf(name, sizeof name, "%s/answer.f64", arguments[1]);
      file = fopen(name, "wb");
      if (!file) return 1;
      fwrite(&value, 8, 1, file);
      for (size_t k = 0; k < dimension; k++) { double x = g[k]; fwrite(&x, 8, 1, file); }
      fclose(file);
    }
    printf("{\"wall\":%.9f,\"cpu\":%.9f}\n", wall, cpu);
    fflush(stdout);
  }
  return 0;
}
