const FRAGMENTS = /* GraphQL */ `
  fragment User on User {
    id
    username
    name
  }
  fragment Review on Review {
    id
    body
  }
  fragment Product on Product {
    inStock
    name
    price
    shippingEstimate
    upc
    weight
  }
`;

/**
 * The nested query of the well-known federation benchmark: a response of about 89 kB in which most
 * entities occur many times.
 */
export const heavy = /* GraphQL */ `
  ${FRAGMENTS}
  query Heavy {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
          reviews {
            ...Review
            author {
              ...User
              reviews {
                ...Review
                product {
                  ...Product
                }
              }
            }
          }
        }
      }
    }
    topProducts {
      ...Product
      reviews {
        ...Review
        author {
          ...User
          reviews {
            ...Review
            product {
              ...Product
            }
          }
        }
      }
    }
  }
`;

/**
 * A query for a page of an application: a response of about 4.7 kB in four requests to subgraphs.
 */
export const mid = /* GraphQL */ `
  ${FRAGMENTS}
  query Mid {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
        }
      }
    }
  }
`;
